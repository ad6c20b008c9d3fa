/**
 * Kendall's rank correlation tau-b (Kendall 1945, "The treatment of ties in ranking problems"): 1 where two lists put
 * everything in the same order, -1 in the opposite one, about 0 where one order says nothing of the other.
 */

/** @returns null where it is not defined: fewer than two pairs, or all of one list tied. Quadratic in their number. */
export function kendallTau(pairs: readonly (readonly [a: number, b: number])[]): number | null {
  let concordant = 0;
  let discordant = 0;
  let tiedA = 0;
  let tiedB = 0;
  for (let i = 0; i < pairs.length; i++) {
    for (let j = i + 1; j < pairs.length; j++) {
      const a = Math.sign(pairs[i][0] - pairs[j][0]);
      const b = Math.sign(pairs[i][1] - pairs[j][1]);
      if (a === 0) tiedA++;
      if (b === 0) tiedB++;
      if (a * b > 0) concordant++;
      if (a * b < 0) discordant++;
    }
  }
  const all = (pairs.length * (pairs.length - 1)) / 2;
  const spread = Math.sqrt((all - tiedA) * (all - tiedB));
  return spread === 0 ? null : (concordant - discordant) / spread;
}
