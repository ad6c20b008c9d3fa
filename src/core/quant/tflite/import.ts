/**
 * Anybody's int8 (or uint8) .tflite as an int8 network of ours, exact: the executor, the kernels and the C bundle then
 * answer with TensorFlow Lite Micro's bytes. What cannot be had is named with its place in the graph, all of it in one
 * message. Operators that nothing computed depends on (the arithmetic of a reshape's shape) are left out. Conversions
 * from float at the beginning and to float at the end are left out too: the network takes and gives the int8 tensors
 * between them. uint8 inputs and outputs are ours plus 128.
 */
import { InputError } from '../../lib/index.ts';
import { readTflite, validateNet, type Net, type TensorId, type TfliteGraph } from '../../net/index.ts';
import { assembleInt8Net, type Int8Net } from '../int8Net.ts';
import { Assembly } from './graph.ts';
import { computedInputs, mayHaveOutputs, TRANSLATIONS } from './operators.ts';
import { Problems, Unsupported } from './unsupported.ts';

const MOST_ENDS = 64;

/**
 * Node names are kind and number of the operator in the file, e.g. `conv2d_0`; rounding is TensorFlow Lite's default.
 * @param file name for messages; without folder and ending it becomes the network's
 * @throws InputError naming file, place and cause
 */
export function importTflite(bytes: Uint8Array, file: string): Int8Net {
  const graph = readTflite(bytes, file);
  for (const [ends, what] of [[graph.inputs, 'inputs'], [graph.outputs, 'outputs']] as const) {
    if (ends.length < 1 || ends.length > MOST_ENDS) throw new InputError(`cannot be run: the graph has ${ends.length} ${what}; 1 to ${MOST_ENDS} are supported`, file);
  }
  const { entries, exits, outside } = endsOf(graph);
  const assembly = new Assembly(graph);
  const problems = new Problems(graph);
  const inputs: TensorId[] = [];
  entries.forEach((t, i) => problems.attempt(entries.length === 1 ? 'the input' : `input ${i}`, () => {
    if (assembly.has(t)) throw new Unsupported('is named twice');
    inputs.push(assembly.declare(t, entries.length === 1 ? 'input' : `input_${i}`).id);
  }));
  for (const index of liveOperators(assembly, exits)) {
    if (outside.has(index)) continue;
    const operator = graph.operators[index];
    const done = problems.attempt(index, () => {
      const known = TRANSLATIONS.get(operator.name);
      if (known === undefined) throw new Unsupported('is not supported');
      const given = operator.inputs.slice(0, known.inputs).filter((t) => t !== -1).length;
      if (given < known.inputs) throw new Unsupported(`has ${given} of the ${known.inputs} inputs it needs`);
      if (!mayHaveOutputs(operator)) throw new Unsupported(`has ${operator.outputs.length} outputs`);
      if (operator.outputs.some((t) => assembly.has(t))) throw new Unsupported('writes a tensor a second time');
      known.translate(assembly, operator, index);
    });
    // after a refusal its outputs are taken as given, so that what follows is judged for itself
    if (!done) for (const t of operator.outputs) if (!assembly.has(t)) problems.quietly(() => void assembly.declare(t, `tensor_${t}`));
  }
  const outputs: TensorId[] = [];
  exits.forEach((t, i) => problems.attempt(exits.length === 1 ? 'the output' : `output ${i}`, () => void outputs.push(outputOf(assembly, t, outputs, i))));
  problems.throwIfAny(file);
  try {
    const net: Net = { name: nameOf(file), tensors: assembly.tensors, nodes: assembly.nodes, inputs, outputs };
    validateNet(net);
    return assembleInt8Net(net, assembly.params, assembly.layers, 'double', assembly.tables);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, file);
    throw error;
  }
}

const nameOf = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || 'model';

/** A tensor that a node writes and no other output is; where there is none, a copy. */
function outputOf(assembly: Assembly, t: number, others: readonly TensorId[], i: number): TensorId {
  const value = assembly.ordered(t);
  if (!others.includes(value.id) && assembly.nodes.some(({ output }) => output === value.id)) return value.id;
  return assembly.emit(`output_${i}`, [value], assembly.params[value.id], { kind: 'slice', begin: [0, 0, 0], stride: [1, 1, 1] }, { free: assembly.ownShape(value) });
}

interface Ends {
  /** Tensors with which the int8 part begins and ends. */
  readonly entries: readonly number[];
  readonly exits: readonly number[];
  /** Numbers of the conversions beyond them. */
  readonly outside: ReadonlySet<number>;
}

function endsOf({ tensors, operators, inputs, outputs }: TfliteGraph): Ends {
  const outside = new Set<number>();
  const isFloat = (t: number): boolean => tensors[t].type === 'FLOAT32';
  const beyond = (t: number, among: readonly number[], name: string, next: readonly number[] | undefined): number => {
    if (!isFloat(t) || among.length !== 1 || operators[among[0]].name !== name || next?.length !== 1 || next[0] === -1 || isFloat(next[0])) return t;
    outside.add(among[0]);
    return next[0];
  };
  const touching = (t: number, side: 'inputs' | 'outputs'): number[] => operators.flatMap((operator, index) => (operator[side].includes(t) ? [index] : []));
  const entries = inputs.map((t) => {
    const readers = touching(t, 'inputs');
    return beyond(t, readers, 'QUANTIZE', operators[readers[0]]?.outputs);
  });
  const exits = outputs.map((t) => {
    const writers = touching(t, 'outputs');
    return beyond(t, writers, 'DEQUANTIZE', operators[writers[0]]?.inputs);
  });
  return { entries, exits, outside };
}

/** Numbers of the operators the outputs depend on, in the file's order; notes which tensors are needed. */
function liveOperators(assembly: Assembly, exits: readonly number[]): number[] {
  const { needed, graph: { operators } } = assembly;
  for (const t of exits) needed.add(t);
  const live: number[] = [];
  for (let index = operators.length - 1; index >= 0; index--) {
    if (!operators[index].outputs.some((t) => needed.has(t))) continue;
    live.push(index);
    for (const t of computedInputs(assembly, operators[index])) needed.add(t);
  }
  return live.reverse();
}
