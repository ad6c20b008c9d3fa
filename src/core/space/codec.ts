/**
 * A genome as text and back: the space's id, an underscore, one digit per gene. Safe in links, file names and shells;
 * short enough to read aloud. Equal canonical genomes have equal texts, so the text is also the cache key.
 */
import { InputError } from '../lib/index.ts';
import { findSpace } from './find.ts';
import { checkGenome } from './genome.ts';
import type { Genome } from './space.ts';

/** Longer than any genome of any space. */
const LONGEST = 200;

export const encodeGenome = (genome: Genome): string => `${genome.space}_${genome.genes.join('')}`;

/** @throws InputError that names the place when the text is no genome of a known space */
export function decodeGenome(text: string): Genome {
  if (text.length > LONGEST) throw new InputError(`a text of ${text.length} characters is no genome; the longest has ${LONGEST}`);
  const cut = text.lastIndexOf('_');
  if (cut < 0) throw new InputError(`"${text}" is no genome: expected a space and its genes, such as dscnn_0000000000000000000`, 'genome');
  const space = findSpace(text.slice(0, cut));
  const digits = text.slice(cut + 1);
  const odd = digits.search(/[^0-9]/);
  if (odd >= 0) throw new InputError(`"${digits[odd]}" at gene ${odd} is not a digit`, 'genome');
  const genome = { space: space.id, genes: Array.from(digits, Number) };
  checkGenome(space, genome);
  return genome;
}
