/**
 * A long refusal of the model importer, taken apart for reading: which operators, and what is wrong with them. It is
 * one message (core/quant/tflite/unsupported), and every word of it stays.
 */
export interface RefusedFor {
  /** `CONV_2D (operator 3, "conv")` and the like. */
  readonly places: readonly string[];
  readonly what: string;
}

export interface Refusal {
  /** The message, or its part before the reasons. */
  readonly lead: string;
  readonly reasons: readonly RefusedFor[];
  /** What to do about it. */
  readonly advice: string;
}

const LEAD = 'cannot be run: ';
const PLACE = String.raw`(?:the (?:input|output)s?|(?:custom operator )?(?:"[^"]*"|[A-Za-z0-9_]+) \(operator \d+(?:, "[^"]*")?\))`;
const STARTS_REASON = new RegExp(`; (?=${PLACE}|and \\d+ reasons more)`);
const LISTED = new RegExp(`^(${PLACE}(?:, ${PLACE})*(?: and \\d+ more)?) (.*)$`, 's');

export function readRefusal(message: string): Refusal {
  const at = message.indexOf(LEAD);
  if (at < 0) return { lead: message, reasons: [], advice: '' };
  const told = message.indexOf('. It is a ');
  const body = message.slice(at + LEAD.length, told < 0 ? undefined : told);
  const reasons = body.split(STARTS_REASON).map((text): RefusedFor => {
    const [, places, what] = LISTED.exec(text) ?? ['', '', text];
    return { places: places === '' ? [] : places.split(new RegExp(`, (?=${PLACE})| (?=and \\d+ more$)`)), what };
  });
  return { lead: message.slice(0, at + LEAD.length).trimEnd(), reasons, advice: told < 0 ? '' : message.slice(told + 2) };
}
