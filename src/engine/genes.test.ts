/** Genes as columns of choices: what is used, what changes, what was tried. */
import { describe, expect, test } from 'vitest';
import { dscnnSpace, encodeGenome, largest, smallest } from '../core/space/index.ts';
import { geneShares, genesOf, withGene } from './genes.ts';

const space = dscnnSpace();
const [small, large] = [encodeGenome(smallest(space)), encodeGenome(largest(space))];

describe('genes of a network', () => {
  test('blocks beyond the depth are not used, and all of the largest are', () => {
    expect(genesOf(large).every(({ used }) => used)).toBe(true);
    const unused = genesOf(small).filter(({ used }) => !used);
    // depths 1 of 2, 1 of 3, 1 of 3: five blocks of two genes each are left out
    expect(unused).toHaveLength(10);
    expect(unused.every(({ kind, place }) => (kind === 'kernel' || kind === 'expand') && /^stage\d\.block[12]$/.test(place))).toBe(true);
  });

  test('changing a gene changes that one alone, and back again', () => {
    const genes = genesOf(large);
    const kernel = genes.findIndex(({ name }) => name === 'stage2.block1.kernel');
    const changed = withGene(large, kernel, 0);
    expect(genesOf(changed).flatMap(({ chosen }, i) => (chosen === genes[i].chosen ? [] : [i]))).toEqual([kernel]);
    expect(withGene(changed, kernel, genes[kernel].chosen)).toBe(large);
  });

  test('a smaller depth forgets its blocks, so that equal networks have equal genomes', () => {
    const depth = genesOf(large).findIndex(({ name }) => name === 'stage3.depth');
    const shallow = withGene(large, depth, 0);
    expect(genesOf(shallow).filter(({ place, chosen }) => /^stage3\.block[12]$/.test(place) && chosen !== 0)).toEqual([]);
  });

  test('shares count only networks in which a gene has an effect, and add up to one', () => {
    const shares = geneShares(space.id, [small, large, large]);
    expect(shares[0]).toEqual([1 / 3, 0, 2 / 3]);
    const late = genesOf(large).findIndex(({ name }) => name === 'stage3.block2.expand');
    expect(shares[late]).toEqual([0, 0, 1]);
    for (const row of shares) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(geneShares(space.id, [encodeGenome(smallest(dscnnSpace({ widths: [1] })))]).flat().every((share) => share === 0)).toBe(true);
  });
});
