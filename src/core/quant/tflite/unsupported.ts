/** What the importer cannot have, collected over the whole graph, so that one message names it all with its places. */
import { InputError } from '../../lib/index.ts';
import type { TfliteGraph } from '../../net/index.ts';

/** Why one operator cannot be had. */
export class Unsupported extends Error {
  /** @param anew whether quantising the model anew, to int8 throughout, would help */
  constructor(what: string, readonly anew = false) {
    super(what);
  }
}

/** Longer lists than this end in a count. */
const MOST_PLACES = 12;
const MOST_REASONS = 40;
const HOW_TO_QUANTISE = 'Convert it anew with a representative data set, optimizations = [tf.lite.Optimize.DEFAULT] and TFLITE_BUILTINS_INT8 alone, input and output int8';
const FLOATS = ['FLOAT32', 'FLOAT16', 'BFLOAT16', 'FLOAT64'];

/** @throws Unsupported always: values of another type than int8 and uint8 */
export function refuseType(type: string, what: string): never {
  throw new Unsupported(`${what} ${type}${FLOATS.includes(type) ? '' : '; int8, or uint8 throughout, is supported'}`, FLOATS.includes(type) || type === 'INT16' || type === 'INT4');
}

/** Collects refusals; one reason is told once, after all its places. */
export class Problems {
  private readonly places = new Map<string, string[]>();
  private anew = false;

  constructor(private readonly graph: TfliteGraph) {}

  /** @param who number of the operator at work, or an end of the graph @returns whether it could be had */
  attempt(who: number | string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof Unsupported) && !(error instanceof InputError)) throw error;
      this.anew ||= error instanceof Unsupported && error.anew;
      // our node is the operator's, whose place is told here
      const what = error instanceof InputError && error.where !== undefined ? error.message.slice(error.where.length + 2) : error.message;
      const place = typeof who === 'string' ? who : this.placeOf(who);
      this.places.set(what, [...(this.places.get(what) ?? []), place]);
      return false;
    }
  }

  quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
  }

  private placeOf(index: number): string {
    const { name, outputs } = this.graph.operators[index];
    return `${name} (operator ${index}${outputs.length === 0 ? '' : `, "${this.graph.tensors[outputs[0]].name.slice(0, 40)}"`})`;
  }

  throwIfAny(file: string): void {
    if (this.places.size === 0) return;
    const all = Array.from(this.places, ([what, places]) => {
      const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : '';
      return `${places.slice(0, MOST_PLACES).join(', ')}${more} ${what}`;
    });
    const rest = all.length > MOST_REASONS ? `; and ${all.length - MOST_REASONS} reasons more` : '';
    throw new InputError(`cannot be run: ${all.slice(0, MOST_REASONS).join('; ')}${rest}${this.advice()}`, file);
  }

  private advice(): string {
    if (!this.anew) return '';
    const has = (type: string, constant: boolean): boolean => this.graph.tensors.some((tensor) => tensor.type === type && (tensor.data !== null) === constant);
    const kind = has('INT16', false) ? 'model with 16-bit activations' : has('INT4', true) ? 'model with 4-bit weights' : has('INT8', true) ? 'hybrid model, int8 weights under float activations' : has('FLOAT16', true) ? 'float16 model' : 'float model';
    return `. It is a ${kind}; int8 throughout is needed. ${HOW_TO_QUANTISE}`;
  }
}
