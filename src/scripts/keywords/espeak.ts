/**
 * Speech from eSpeak NG, one process per utterance, kept in a folder under the name of what was said and how, so that
 * a second run of the script synthesises nothing anew.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav } from '../../core/data/index.ts';
import type { Wav } from '../../core/data/index.ts';
import { InputError } from '../../core/lib/index.ts';

export interface Utterance {
  /** A word with its closing punctuation, which steers the melody. */
  readonly text: string;
  readonly voice: string;
  /** 0 to 99. */
  readonly pitch: number;
  /** Words per minute, 80 to 450. */
  readonly speed: number;
}

const CACHE = join(tmpdir(), 'thimble-espeak');

/** Version text of eSpeak NG, or undefined where it is not installed. */
export function espeakVersion(): string | undefined {
  const { status, stdout } = spawnSync('espeak-ng', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+\.\d+[^\s]*/.exec(stdout)?.[0] : undefined;
}

/** @throws InputError where eSpeak NG is missing or refuses the voice */
export function speak({ text, voice, pitch, speed }: Utterance): Wav {
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, `${voice}_${text.replace(/[^a-z]/g, (mark) => `-${mark.charCodeAt(0)}`)}_${pitch}_${speed}.wav`);
  if (!existsSync(path)) {
    const unfinished = `${path}.${process.pid}`;
    const { status, stderr } = spawnSync('espeak-ng', ['-v', voice, '-p', String(pitch), '-s', String(speed), '-w', unfinished, text], { encoding: 'utf8' });
    if (status !== 0) throw new InputError(`espeak-ng could not speak: ${stderr ?? 'is it installed?'}`, voice);
    renameSync(unfinished, path);
  }
  return readWav(readFileSync(path), path);
}
