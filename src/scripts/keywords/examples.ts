/**
 * One example of the keyword task, from its seed, split, class and number alone: any of them can be made again without
 * the others, which is how the shipped file is checked.
 */
import { CLIP_SAMPLES, SAMPLE_RATE_HZ, keywordFeatures, resample } from '../../core/data/index.ts';
import type { Wav } from '../../core/data/index.ts';
import { Rng } from '../../core/lib/index.ts';
import type { Utterance } from './espeak.ts';
import { anyNoise, background } from './noise.ts';
import { between, biquad, clip, digitise, microphone, mix, place, power, room, tilt, trim } from './sound.ts';
import { castSpeakers } from './speakers.ts';
import type { Speaker, SplitName } from './speakers.ts';
import { CLASSES, EVERYDAY_WORDS, KEYWORDS, OTHER_COMMANDS } from './vocabulary.ts';

/** Makes examples of one seed. */
export interface Studio {
  /** One second of sound, 16 000 samples. */
  sound(split: SplitName, label: number, index: number): Float32Array;
  /** 490 bytes. */
  features(split: SplitName, label: number, index: number): Int8Array;
}

export type Speak = (utterance: Utterance) => Wav;

/** @param speak says an utterance; equal utterances must sound equal */
export function openStudio(seed: number, speak: Speak): Studio {
  const root = new Rng(`keywords/${seed}`);
  const speakers = castSpeakers(root.fork('speakers'));
  const sound = (split: SplitName, label: number, index: number): Float32Array => {
    const rng = root.fork(`${split}/${label}/${index}`);
    if (CLASSES[label] === 'silence') return background(rng);
    const cast = speakers[split];
    const speaker = cast[(index + label * 37) % cast.length];
    const word = CLASSES[label] === 'unknown' ? rng.pick(rng.int(2) === 0 ? OTHER_COMMANDS : EVERYDAY_WORDS) : CLASSES[label];
    return record(utter(speak, word, speaker, rng), speak, cast, rng);
  };
  const features = (split: SplitName, label: number, index: number): Int8Array =>
    keywordFeatures(digitise(sound(split, label, index), root.fork(`${split}/${label}/${index}/converter`)));
  return { sound, features };
}

/** A word by a speaker at 16 kHz, without the silence around it; speed and melody differ from time to time. */
function utter(speak: Speak, word: string, speaker: Speaker, rng: Rng): Float32Array {
  const speed = between(rng, 120, 220);
  const wav = speak({
    text: word + rng.pick(['', '', '.', '!', '?', ',']),
    voice: `${speaker.accent}+${speaker.variant}`,
    pitch: Math.max(0, Math.min(99, speaker.pitch + rng.int(17) - 8)),
    speed: Math.max(80, Math.round(speed / speaker.tract / 5) * 5),
  });
  return trim(resample(wav.samples, Math.round(wav.sampleRate * speaker.tract), SAMPLE_RATE_HZ));
}

/** From mouth to file: room, microphone, position in the second, noise. */
function record(voice: Float32Array, speak: Speak, cast: readonly Speaker[], rng: Rng): Float32Array {
  const loudness = power(voice);
  let sound = voice;
  if (rng.float() < 0.45) sound = room(sound, rng, between(rng, 0.08, 0.5), between(rng, 2, 20));
  sound = colour(sound, rng);
  const gain = Math.sqrt(loudness / Math.max(1e-20, power(sound.subarray(0, voice.length))));
  sound = place(sound.map((value) => value * gain), CLIP_SAMPLES / 2 + Math.max(-4000, Math.min(4000, 1800 * rng.normal())));
  if (rng.float() < 0.1) sound = clip(sound, between(rng, 0.3, 0.8));
  // every microphone hisses; most rooms add something louder
  sound = mix(sound, anyNoise(rng), loudness, between(rng, 40, 80));
  if (rng.float() < 0.55) {
    const other = rng.float() < 0.15 ? babble(speak, cast, rng) : anyNoise(rng);
    sound = mix(sound, other, loudness, between(rng, 3, 50));
  }
  return sound;
}

function colour(x: Float32Array, rng: Rng): Float32Array {
  let sound = microphone(tilt(x, between(rng, -0.5, 0.8)), rng);
  const kind = rng.float();
  if (kind < 0.08) return biquad(biquad(sound, 'high', between(rng, 200, 400)), 'low', between(rng, 2800, 3600)); // telephone
  if (kind < 0.4) sound = biquad(sound, 'low', between(rng, 2000, 7000));
  if (kind > 0.25 && kind < 0.65) sound = biquad(sound, 'high', between(rng, 60, 350));
  return sound;
}

/** Four others of the same split talking at once. */
function babble(speak: Speak, cast: readonly Speaker[], rng: Rng): Float32Array {
  let sound = new Float32Array(CLIP_SAMPLES);
  for (let i = 0; i < 4; i++) {
    const word = rng.pick([...KEYWORDS, ...OTHER_COMMANDS, ...EVERYDAY_WORDS]);
    const voice = place(utter(speak, word, rng.pick(cast), rng), between(rng, 0, CLIP_SAMPLES));
    sound = sound.map((value, s) => value + voice[s]);
  }
  return sound;
}
