/**
 * Makes public/clips: one second of synthetic speech for each class of the built-in task, said by speakers of its test
 * split, for people whose browser has no microphone to try a network with. Needs espeak-ng on the path.
 *
 *   npx vite build --mode cli && node dist/cli/make-clips.js
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { SAMPLE_RATE_HZ, writeWav } from '../core/data/index.ts';
import { espeakVersion, openVoices } from './keywords/espeak.ts';
import { openStudio } from './keywords/examples.ts';
import { CLASSES } from './keywords/vocabulary.ts';

const FOLDER = 'public/clips';
/** As the task that ships, so that these are examples of it. */
const SEED = 1;
/** Which example of each class; nothing was picked by how well a network does on it. */
const NUMBER = 7;
/** Soft speech is lifted to this, so that a person hears it; silence stays as soft as it is. */
const PEAK = 0.7;

const version = espeakVersion();
if (version === undefined) {
  process.stderr.write('espeak-ng is not installed; on Debian and Ubuntu `apt-get install espeak-ng`\n');
  process.exitCode = 2;
} else {
  const studio = openStudio(SEED, openVoices(version));
  mkdirSync(FOLDER, { recursive: true });
  CLASSES.forEach((name, label) => {
    const sound = studio.sound('test', label, NUMBER);
    const gain = name === 'silence' ? 1 : PEAK / Math.max(1e-6, ...sound.map(Math.abs));
    writeFileSync(`${FOLDER}/${name}.wav`, writeWav(sound.map((value) => value * gain), SAMPLE_RATE_HZ));
  });
  process.stderr.write(`${FOLDER}: ${CLASSES.length} clips\n`);
}
