/** thimble simulate IMAGE: a firmware file on the simulated board. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { finishJob, InputError, type ImageResult, type Recipe } from '../engine/index.ts';
import { nodeHost } from '../workers/node/index.ts';
import type { Io } from './command.ts';
import { isPlainFile, readBytes } from './input.ts';
import { json, millions, shown, table } from './output.ts';

const IMAGE_ENDINGS = new Set(['.elf', '.bin', '.uf2', '.axf', '.out']);
const ELF_MAGIC = '\x7fELF';
const FUNCTIONS_SHOWN = 20;

const beginsWith = (path: string, magic: string): boolean => {
  const head = readBytes(path).subarray(0, magic.length);
  return [...magic].every((letter, i) => head[i] === letter.charCodeAt(0));
};

/**
 * The firmware file a word stands for: itself, or the only one in a folder. Null: no firmware.
 * @throws InputError for a folder of C sources, which wants compiling first
 */
export function firmwareFile(word: string): string | null {
  if (!existsSync(word)) return null;
  if (!statSync(word).isDirectory()) return IMAGE_ENDINGS.has(extname(word).toLowerCase()) || (isPlainFile(word) && beginsWith(word, ELF_MAGIC)) ? word : null;
  const files = readdirSync(word);
  if (files.includes('model.int8')) return null;
  const ending = (...of: readonly string[]): string[] => files.filter((file) => of.includes(extname(file).toLowerCase()));
  const sources = files.some((file) => file === 'model.c' || file === 'src');
  const named = ending('.elf', '.uf2');
  const images = named.length > 0 || sources ? named : ending('.bin'); // beside sources a .bin may be anything
  if (images.length === 1) return join(word, images[0]);
  if (images.length > 1) throw new InputError(`holds ${images.length} images; name one of them`, word);
  if (sources) {
    throw new InputError('is a bundle of C sources: compile it for the board and simulate the .elf that comes out, or simulate the model it was made from', word);
  }
  return null;
}

export interface FirmwareWords {
  readonly path: string;
  readonly recipe: Recipe;
  readonly inputs: Int8Array | undefined;
  readonly fuel: number | undefined;
  /** Instructions to list. */
  readonly trace: number;
  /** Look for reads of RAM that nobody wrote. */
  readonly checked: boolean;
  readonly asJson: boolean;
}

const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;

export async function simulateFirmware({ path, recipe, inputs, fuel, trace, checked, asJson }: FirmwareWords, io: Io): Promise<void> {
  const image = { path, bytes: readBytes(path) };
  const result = await finishJob(nodeHost(), 'runImage', { recipe, image, trace, checked, ...(inputs === undefined ? {} : { inputs }), ...(fuel === undefined ? {} : { fuel }) }, undefined, io.signal);
  io.out(asJson ? json(result) : report(result));
}

function report({ text, exit, instructions, cycles, latency, energy, stackBytes, functions, runs, trace, uninitialised, board, core }: ImageResult): string {
  const share = (part: number): string => `${((100 * part) / cycles).toFixed(1)} %`;
  const rows = functions.slice(0, FUNCTIONS_SHOWN).map((one) => [one.name, String(one.instructions), String(one.cycles), share(one.cycles)]);
  return [
    ...trace.map((line) => `${hex(line.address)}  ${line.text.padEnd(44)} ${line.function}`),
    ...(text === '' ? [] : [text.trimEnd()]),
    `${exit === null ? 'stopped at a breakpoint' : `exit ${exit}`} on ${board} (${core}): ${instructions} instructions, ${millions(cycles)} cycles, ${shown(latency)}${energy === null ? '' : `, ${shown(energy)}`}, stack ${stackBytes} B`,
    ...(uninitialised === null ? [] : uninitialised.length === 0 ? ['every byte of RAM that was read had been written'] : uninitialised.map((read) => `reads ${read.bytes} bytes at ${hex(read.address)} that nobody wrote, at ${hex(read.pc)} in ${read.function}`)),
    ...(rows.length === 0 ? [] : [table(['function', 'instructions', 'cycles', 'share'], rows)]),
    ...runs.map((run, i) => `${i}: [${run.output.join(' ')}]  ${run.instructions} instructions, ${run.cycles} cycles, ${run.latencyMs.toPrecision(3)} ms`),
  ].join('\n');
}
