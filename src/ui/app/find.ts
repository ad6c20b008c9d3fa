/**
 * Finds by the first letters of words and by letters in order, as editors' palettes do: "cprl" finds "Copy result
 * link". A letter counts more at the start of a word and right after the one before, so that what was meant comes first.
 */
const AT_WORD = 8;
const IN_A_ROW = 5;
/** So many cost one point. */
const LETTERS_SKIPPED = 4;

/** How well a text answers a query, or null where its letters are not there in order; spaces part words that may stand in any order. */
function scoreOf(query: string, text: string): number | null {
  let total = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = wordScore(word, text.toLowerCase());
    if (score === null) return null;
    total += score;
  }
  return total - text.length / 1000;
}

function wordScore(word: string, text: string): number | null {
  const whole = text.indexOf(word);
  if (whole >= 0) return word.length * (IN_A_ROW + 2) + (startsWord(text, whole) ? AT_WORD * 2 : 0);
  let score = 0;
  let at = -1;
  for (const letter of word) {
    const next = atWordStart(text, letter, at + 1) ?? text.indexOf(letter, at + 1);
    if (next < 0) return null;
    score += (startsWord(text, next) ? AT_WORD : next === at + 1 ? IN_A_ROW : -1) - (next - at - 1) / LETTERS_SKIPPED;
    at = next;
  }
  // Letters scattered through a sentence are in order by chance.
  return score >= word.length * 3 ? score : null;
}

const startsWord = (text: string, at: number): boolean => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]);

/** Where the letter next begins a word, unless it comes at once anyway. */
function atWordStart(text: string, letter: string, from: number): number | null {
  if (text[from] === letter) return from;
  for (let at = from; at < text.length; at++) if (text[at] === letter && startsWord(text, at)) return at;
  return null;
}

/** Best first; ties keep their order. An empty query keeps all as they are. */
export function found<T>(query: string, items: readonly T[], textOf: (item: T) => string): readonly T[] {
  if (query.trim() === '') return items;
  const scored = items.flatMap((item) => {
    const score = scoreOf(query, textOf(item));
    return score === null ? [] : [{ item, score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item);
}
