/**
 * Anybody's int8 .tflite as an int8 network of ours, exact: the executor, the kernels and the C bundle then answer with
 * TensorFlow Lite Micro's bytes. What cannot be had is named with its place in the graph, all of it in one message.
 * Operators that nothing computed depends on (the arithmetic of a reshape's shape) are left out. Conversions at the ends,
 * from float or uint8 and back, are left out too: the network takes and gives the int8 tensors between them.
 */
import { InputError } from '../../lib/index.ts';
import { readTflite, validateNet, type Net, type TfliteGraph, type TfliteOperator } from '../../net/index.ts';
import { assembleInt8Net, type Int8Net } from '../int8Net.ts';
import { Assembly, Unsupported } from './graph.ts';
import { FIRST_INPUT_ONLY, TRANSLATIONS } from './operators.ts';

/**
 * Node names are kind and number of the operator in the file, e.g. `conv2d_0`; rounding is TensorFlow Lite's default.
 * @param file name for messages; without folder and ending it becomes the network's
 * @throws InputError naming file, place and cause
 */
export function importTflite(bytes: Uint8Array, file: string): Int8Net {
  const graph = readTflite(bytes, file);
  const { entry, exit, between } = endsOf(graph);
  const live = liveOperators(graph, exit).filter(between);
  const problems = new Problems(graph);
  const assembly = new Assembly(graph);
  if (graph.inputs.length !== 1) problems.add(`has ${graph.inputs.length} inputs; one is supported`, 'the graph');
  if (graph.outputs.length !== 1) problems.add(`has ${graph.outputs.length} outputs; one is supported`, 'the graph');
  if (entry !== undefined) problems.attempt('the input', () => void assembly.declare(entry, 'input'));
  for (const index of live) {
    const operator = graph.operators[index];
    problems.attempt(index, () => {
      const translate = TRANSLATIONS.get(operator.name);
      if (translate === undefined) throw new Unsupported('is not supported');
      if (operator.outputs.length !== 1) throw new Unsupported(`has ${operator.outputs.length} outputs`);
      if (assembly.has(operator.outputs[0])) throw new Unsupported('writes a tensor a second time');
      translate(assembly, operator, index);
    });
    // after a refusal its outputs are taken as given, so that what follows is judged for itself
    for (const t of operator.outputs) if (!assembly.has(t)) problems.quietly(() => void assembly.declare(t, `tensor_${t}`));
  }
  problems.attempt('the output', () => {
    if (assembly.value(exit).border !== null) throw new Unsupported('is a padded tensor; padding is supported before convolutions');
  });
  problems.throwIfAny(file);
  const output = assembly.value(exit);
  try {
    const net: Net = { name: nameOf(file), tensors: assembly.tensors, nodes: assembly.nodes, inputs: [assembly.value(entry).id], outputs: [output.id] };
    validateNet(net);
    return assembleInt8Net(net, assembly.params, assembly.constants, 'double');
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, file);
    throw error;
  }
}

const nameOf = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || 'model';

interface Ends {
  /** Tensors with which the int8 part begins and ends; undefined where the graph has none. */
  readonly entry: number | undefined;
  readonly exit: number | undefined;
  /** Whether an operator is none of the conversions at the ends. */
  readonly between: (index: number) => boolean;
}

function endsOf({ tensors, operators, inputs: [input], outputs: [output] }: TfliteGraph): Ends {
  const isInt8 = (t: number | undefined): boolean => t !== undefined && tensors[t]?.type === 'INT8';
  const readers = operators.flatMap(({ inputs }, index) => (inputs.includes(input) ? [index] : []));
  const writers = operators.flatMap(({ outputs }, index) => (outputs.includes(output) ? [index] : []));
  const [first, last] = [readers[0], writers[0]];
  const begins = readers.length === 1 && operators[first].name === 'QUANTIZE' && !isInt8(input) && isInt8(operators[first].outputs[0]);
  const finishes = writers.length === 1 && ['DEQUANTIZE', 'QUANTIZE'].includes(operators[last].name) && !isInt8(output) && isInt8(operators[last].inputs[0]);
  return {
    entry: begins ? operators[first].outputs[0] : input,
    exit: finishes ? operators[last].inputs[0] : output,
    between: (index) => !(begins && index === first) && !(finishes && index === last),
  };
}

/** Numbers of the operators the output depends on, in the file's order. */
function liveOperators({ operators }: TfliteGraph, output: number | undefined): number[] {
  const needed = new Set([output]);
  const live: number[] = [];
  const reads = ({ name, inputs }: TfliteOperator): readonly number[] => (FIRST_INPUT_ONLY.has(name) ? inputs.slice(0, 1) : inputs);
  for (let index = operators.length - 1; index >= 0; index--) {
    if (!operators[index].outputs.some((t) => needed.has(t))) continue;
    live.unshift(index);
    for (const t of reads(operators[index])) needed.add(t);
  }
  return live;
}

/** Longer lists than this end in a count. */
const MOST_PLACES = 12;
const HOW_TO_QUANTISE = 'Convert it anew with a representative data set, optimizations = [tf.lite.Optimize.DEFAULT] and TFLITE_BUILTINS_INT8 alone, input and output int8';

/** Collects refusals; one reason is told once, after all its places. */
class Problems {
  private readonly places = new Map<string, string[]>();
  private float = false;

  constructor(private readonly graph: TfliteGraph) {}

  add(what: string, place: string): void {
    this.places.set(what, [...(this.places.get(what) ?? []), place]);
  }

  /** @param who number of the operator at work, or an end of the graph */
  attempt(who: number | 'the input' | 'the output', work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.float ||= error.float;
      this.add(error.message, typeof who === 'string' ? who : this.placeOf(who));
    }
  }

  private placeOf(index: number): string {
    const { name, outputs } = this.graph.operators[index];
    return `${name} (operator ${index}${outputs.length === 0 ? '' : `, "${this.graph.tensors[outputs[0]].name.slice(0, 40)}"`})`;
  }

  quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
  }

  throwIfAny(file: string): void {
    if (this.places.size === 0) return;
    const all = Array.from(this.places, ([what, places]) => {
      const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : '';
      return `${places.slice(0, MOST_PLACES).join(', ')}${more} ${what}`;
    });
    const hybrid = this.graph.tensors.some(({ type, data }) => type === 'INT8' && data !== null);
    const advice = this.float ? `. It is a ${hybrid ? 'hybrid model, int8 weights under float activations' : 'float model'}; int8 throughout is needed. ${HOW_TO_QUANTISE}` : '';
    throw new InputError(`cannot be run: ${all.join('; ')}${advice}`, file);
  }
}
