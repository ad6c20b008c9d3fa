/**
 * What a command is, and how its words are read: node:util parseArgs, with every mistake turned into one clear line.
 * Commands write results to stdout and everything else to stderr; they return the exit code.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { edits } from '../core/lib/index.ts';
import { InputError } from '../engine/index.ts';

export const EXIT = { done: 0, fault: 1, badInput: 2, overBudget: 3 } as const;

export interface Io {
  /** One result: JSON or a table. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether stderr can redraw a line. */
  readonly live: boolean;
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface Words {
  readonly text: (name: string) => string | undefined;
  readonly on: (name: string) => boolean;
  readonly positionals: readonly string[];
}

/** `--sram -5` as one word, so that it is the number that is found wrong; parseArgs takes it for an option. */
function joinNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1) ?? '';
    const takesValue = before.startsWith('--') && options[before.slice(2)]?.type === 'string';
    if (takesValue && /^-[\d.]/.test(word)) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** The option that an unknown one was meant to be, where one is spelt nearly so: `; did you mean --board?`, else nothing. */
function nearOption(message: string, known: readonly string[]): string {
  const wanted = /^Unknown option '--([^'=]+)/.exec(message)?.[1]?.toLowerCase();
  if (wanted === undefined) return '';
  const alike = known.map((name) => ({ name, distance: edits(wanted, name) })).filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)));
  const nearest = alike.sort((a, b) => a.distance - b.distance)[0];
  return nearest === undefined ? '' : `; did you mean --${nearest.name}?`;
}

/** @throws InputError for unknown options, missing values and too many words */
export function readWords(args: readonly string[], options: Options, mostPositionals: number): Words {
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: joinNegatives(args, options), options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\.\s|\n/)[0] : 'unreadable options';
    throw new InputError(`${message}${nearOption(message, Object.keys(options))}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length > mostPositionals) throw new InputError(`"${positionals[mostPositionals]}" is one word too many`);
  return {
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    on: (name) => values[name] === true,
    positionals,
  };
}

/** @throws InputError naming the option and its range */
export function numberOf(words: Words, name: string, min: number, max: number, whole = true): number | undefined {
  const text = words.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new InputError(`"${text.slice(0, 40)}" is not a ${whole ? 'whole ' : ''}number from ${min} to ${max}`, `--${name}`);
  }
  return value;
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(B|KiB|KB|K|MiB|MB|M)?$/i;

/** A size in bytes; a bare number counts KiB. @throws InputError */
export function bytesOf(words: Words, name: string): number | undefined {
  const text = words.text(name);
  if (text === undefined) return undefined;
  const found = SIZE.exec(text.trim());
  const unit = (found?.[2] ?? 'K')[0].toUpperCase();
  const bytes = found === null ? NaN : Math.round(Number(found[1]) * (unit === 'B' ? 1 : unit === 'K' ? 1024 : 1_048_576));
  if (!(bytes >= 0 && bytes <= 2 ** 40)) throw new InputError(`"${text.slice(0, 40)}" is no size; 64, 64KiB, 2MiB and 65536B are`, `--${name}`);
  return bytes;
}

/** What the system says of a file that it refuses. */
export const causeOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown cause');
