/**
 * The invented people who speak. A speaker is an English accent and a voice variant of eSpeak NG, a base pitch, and a
 * vocal-tract factor (the sound is replayed that much faster, which raises formants and pitch together; speed is
 * corrected). Voice variants are dealt to the splits first, variants of one name together, and speakers are drawn
 * inside a split: whoever speaks in the test split, in any accent, is heard nowhere else.
 */
import { Rng } from '../../core/lib/index.ts';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

export interface Speaker {
  readonly accent: string;
  readonly variant: string;
  /** eSpeak NG's pitch, 0 to 99. */
  readonly pitch: number;
  readonly tract: number;
}

export const ACCENTS: readonly string[] = [
  'en-us', 'en-us', 'en-us', 'en-us-nyc', 'en-gb', 'en-gb-x-rp', 'en-gb-scotland', 'en-gb-x-gbclan', 'en-gb-x-gbcwmd', 'en-029',
];

/** Variants that sound like people; robots and whispers are left out. */
export const VARIANTS: readonly string[] = (
  'm1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 klatt klatt2 klatt3 klatt4 klatt5 klatt6 adam Alex Alicia Andrea Andy AnxiousAndy Annie ' +
  'antonio aunty belinda benjamin boris caleb croak david Denis Diogo ed edward edward2 Gene Gene2 grandma grandpa gustave ' +
  'Henrique Hugo iven iven2 iven3 iven4 Jacky john kaukovalta Lee linda marcelo Marco Mario max Michael michel miguel Mike ' +
  'Nguyen norbert pablo paul pedro quincy RicishayMax RicishayMax2 RicishayMax3 rob robert sandro shelby steph steph2 steph3 ' +
  'Storm travis Tweaky victor zac anika'
).split(' ');

const FAMILY: Readonly<Record<string, string>> = { AnxiousAndy: 'Andy' };
const HELD_OUT_FAMILIES = 10; // in validation and in test, each
export const SPEAKERS: Readonly<Record<SplitName, number>> = { train: 600, validation: 100, test: 100 };

/** m1 to m8 and f1 to f5 are different people; elsewhere a number marks another take of the same one. */
export function familyOf(variant: string): string {
  return FAMILY[variant] ?? (/^[mf]\d$/.test(variant) ? variant : variant.replace(/\d+$/, ''));
}

/** Which variants speak in which split. */
export function dealVariants(rng: Rng): Record<SplitName, string[]> {
  const families = rng.shuffle([...new Set(VARIANTS.map(familyOf))]);
  const splitOf = (variant: string): SplitName => {
    const rank = families.indexOf(familyOf(variant));
    return rank < HELD_OUT_FAMILIES ? 'test' : rank < 2 * HELD_OUT_FAMILIES ? 'validation' : 'train';
  };
  const dealt: Record<SplitName, string[]> = { train: [], validation: [], test: [] };
  for (const variant of VARIANTS) dealt[splitOf(variant)].push(variant);
  return dealt;
}

/** @param rng the same for the same cast */
export function castSpeakers(rng: Rng): Record<SplitName, readonly Speaker[]> {
  const dealt = dealVariants(rng.fork('variants'));
  const cast = (split: SplitName): Speaker[] => {
    const draw = rng.fork(split);
    return Array.from({ length: SPEAKERS[split] }, () => ({
      accent: draw.pick(ACCENTS),
      variant: draw.pick(dealt[split]),
      pitch: 20 + draw.int(61),
      tract: (88 + draw.int(38)) / 100,
    }));
  };
  return { train: cast('train'), validation: cast('validation'), test: cast('test') };
}
