/**
 * Speech from eSpeak NG, one process per utterance, kept in a folder of its version under the name of what was said and
 * how, so that a second run of the script synthesises nothing anew, and another version never speaks with old sound.
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

/** Version text of eSpeak NG, or undefined where it is not installed. */
export function espeakVersion(): string | undefined {
  const { status, stdout } = spawnSync('espeak-ng', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+\.\d+[^\s]*/.exec(stdout)?.[0] : undefined;
}

/** A speaker of eSpeak NG at this version; its functions throw InputError where it refuses the voice. */
export function openVoices(version: string): (utterance: Utterance) => Wav {
  const cache = join(tmpdir(), 'thimble-espeak', version);
  mkdirSync(cache, { recursive: true });
  return (utterance) => speak(cache, utterance);
}

function speak(cache: string, { text, voice, pitch, speed }: Utterance): Wav {
  const path = join(cache, `${voice}_${text.replace(/[^a-z]/g, (mark) => `-${mark.charCodeAt(0)}`)}_${pitch}_${speed}.wav`);
  if (!existsSync(path)) {
    const unfinished = `${path}.${process.pid}`;
    const { status, stderr } = spawnSync('espeak-ng', ['-v', voice, '-p', String(pitch), '-s', String(speed), '-w', unfinished, text], { encoding: 'utf8' });
    if (status !== 0) throw new InputError(`espeak-ng could not speak: ${stderr}`, voice);
    renameSync(unfinished, path);
  }
  return readWav(readFileSync(path), path);
}
