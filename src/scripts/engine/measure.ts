/**
 * Exact instruction counts of a compiled network: writes its C bundle, compiles it for one core, and runs it in QEMU
 * under a plug-in that counts every executed instruction (counter.c). Whole inference and op by op; the output is
 * compared with the readable executor. Needs gcc, arm-none-eabi-gcc and qemu-system-arm.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { emitBundle } from '../../core/codegen/index.ts';
import { costOf } from '../../core/cost/index.ts';
import { InputError } from '../../core/lib/index.ts';
import type { ArenaPlan } from '../../core/memory/index.ts';
import { elements, type Node } from '../../core/net/index.ts';
import { runInt8, type Int8Net } from '../../core/quant/index.ts';
import link from '../../kernels/qemu/link.ld?raw';
import start from '../../kernels/qemu/start.c?raw';
import startHeader from '../../kernels/qemu/start.h?raw';
import { compileFlags, OPTIMISATION, type Core } from './cores.ts';
import main from './count.c?raw';
import plugin from './counter.c?raw';

export interface Count {
  readonly instructions: number;
  /** By mnemonic. */
  readonly mix: Readonly<Record<string, number>>;
}

export interface OpCount extends Count {
  readonly name: string;
  readonly kind: Node['kind'];
  readonly macs: number;
  readonly outputs: number;
}

export interface Measurement {
  readonly core: string;
  /** One inference, the input in its place. */
  readonly whole: Count;
  /** By node; each run by itself, so that the runner's entry counts every time. */
  readonly ops: readonly OpCount[];
  /** Whether the output is the executor's, byte for byte, both times. */
  readonly exact: boolean;
  readonly arenaBytes: number;
  readonly stackBytes: number;
  /** Code and read-only data by object file, the model's own constants left out. */
  readonly codeBytes: Readonly<Record<string, number>>;
}

/** @throws InputError when a tool is missing or fails */
export function measure(int8Net: Int8Net, plan: ArenaPlan, core: Core, input: Int8Array): Measurement {
  const { net } = int8Net;
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  try {
    const files = emitBundle(int8Net, plan, {
      title: net.name,
      classes: Array.from({ length: elements(net.tensors[net.outputs[0]].shape) }, (_, i) => String(i)),
    });
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const { path, text } of files) write(path, text);
    write('inputs.h', `#include <stdint.h>\nstatic const int8_t input[${input.length}] = {${input.join()}};\n`);
    write('count.c', main);
    write('start.c', start);
    write('start.h', startHeader);
    write('counter.c', plugin);
    write('link.ld', link.replace('ORIGIN = 0,', `ORIGIN = ${core.flash},`).replace('ORIGIN = 0x20000000', `ORIGIN = ${core.ram}`));

    const kernels = files.map(({ path }) => path).filter((path) => path.startsWith('kernels/') && path.endsWith('.c'));
    const objects = ['start.c', 'count.c', ...kernels].map((source) => {
      const object = `${basename(source, '.c')}.o`;
      run(folder, 'arm-none-eabi-gcc', ...compileFlags(core), OPTIMISATION[basename(source)] ?? '-O2', '-c', source, '-o', object);
      return object;
    });
    run(folder, 'arm-none-eabi-gcc', ...compileFlags(core), '-nostartfiles', '--specs=nano.specs', '-Wl,--gc-sections', '-Wl,--build-id=none', '-T', 'link.ld', '-o', 'model.elf', ...objects);
    const sizes = run(folder, 'arm-none-eabi-size', ...objects.slice(2)).stdout.trim().split('\n').slice(1);

    run(folder, 'gcc', '-shared', '-fPIC', '-O2', '-o', 'counter.so', 'counter.c');
    const { stderr } = run(folder, 'qemu-system-arm', '-M', core.machine, '-nographic', '-semihosting-config', 'enable=on,target=native', '-plugin', './counter.so', '-d', 'plugin', '-kernel', 'model.elf');
    const lines = stderr.trim().split('\n');
    const counts = lines.filter((line) => line.startsWith('count ')).map(parseCount);
    const said = lines.filter((line) => !line.startsWith('count '));
    const hex = Buffer.from(runInt8(int8Net, input)).toString('hex');
    const ops = net.nodes.map((node, i): OpCount => ({
      name: node.name,
      kind: node.kind,
      macs: costOf(net, node).macs,
      outputs: elements(net.tensors[node.output].shape),
      ...difference(counts[i + 2], counts[i + 3]),
    }));
    return {
      core: core.name,
      whole: difference(counts[0], counts[1]),
      ops,
      exact: said[0] === hex && said[1] === hex,
      arenaBytes: plan.bytes,
      stackBytes: Number(said[2]?.replace('stack ', '')),
      codeBytes: Object.fromEntries(sizes.map((row, i) => [basename(kernels[i]), Number(row.trim().split(/\s+/)[0])])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(cwd: string, tool: string, ...args: string[]): { stdout: string; stderr: string } {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8', input: '', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw new InputError(`cannot be run (${error.message}); on Debian and Ubuntu, npm test installs it`, tool);
  if (status !== 0) throw new InputError(`${args.join(' ')} ended with ${status}:\n${stdout}${stderr.slice(-4000)}`, tool);
  return { stdout, stderr };
}

function parseCount(line: string): Count {
  const [, total, ...parts] = line.split(' ');
  return { instructions: Number(total), mix: Object.fromEntries(parts.map((part) => [part.slice(0, part.lastIndexOf(':')), Number(part.slice(part.lastIndexOf(':') + 1))])) };
}

/** What was executed between two marks. */
function difference(before: Count | undefined, after: Count | undefined): Count {
  if (before === undefined || after === undefined) return { instructions: Number.NaN, mix: {} };
  const entries = Object.entries(after.mix).map(([name, count]) => [name, count - (before.mix[name] ?? 0)] as const);
  return { instructions: after.instructions - before.instructions, mix: Object.fromEntries(entries.filter(([, count]) => count > 0)) };
}
