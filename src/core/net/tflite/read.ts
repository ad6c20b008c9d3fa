/**
 * A .tflite file as plain data: tensors, operators in order, ends of the graph. Nothing is judged here but whether the
 * file is whole; what of it can run is the importer's to say (quant/tflite).
 */
import { startsWith } from '../../lib/index.ts';
import { IDENTIFIER, OPERATORS, OPTIONS, CUSTOM, ELEMENT_TYPES, SCHEMA_VERSION } from './schema.ts';
import { Source, Table } from './flatbuffer.ts';

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** `INT8`, `FLOAT32`, ... */
  readonly type: string;
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  /** The dimension along which the scales lie, where there are several. */
  readonly scaleDimension: number;
  /** Bytes of a constant, a view of the file; null for what is computed. */
  readonly data: Uint8Array | null;
}

export interface TfliteOperator {
  /** `CONV_2D`, `custom operator "ethos-u"`, ... */
  readonly name: string;
  /** Tensor numbers; -1 for an input left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** By the names of `schema.ts`; empty for operators not listed there. */
  readonly options: Readonly<Record<string, number>>;
}

export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const LFS_POINTER = 'version https://git-lfs';
/** As of a network. */
const MOST_OPERATORS = 4096;
const MOST_DIMENSIONS = 8;

/** A .tflite file, or the pointer that Git LFS leaves in the place of one. */
export const looksLikeTflite = (bytes: Uint8Array): boolean => startsWith(bytes.subarray(4), IDENTIFIER) || startsWith(bytes, LFS_POINTER);

/** @throws InputError naming file, place and cause when the file is not a whole model of one graph */
export function readTflite(bytes: Uint8Array, file: string): TfliteGraph {
  const source = new Source(bytes, file);
  if (startsWith(bytes, LFS_POINTER)) source.fail('byte 0', 'is a Git LFS pointer, not the model it stands for; "git lfs pull" fetches that');
  if (!looksLikeTflite(bytes)) source.fail('byte 4', `is no .tflite model; those have ${IDENTIFIER} there`);
  const model = new Table(source, 0, 'model');
  const version = model.int(0, 'version');
  if (version !== SCHEMA_VERSION) source.fail('model.version', `is ${version}; ${SCHEMA_VERSION} is what TensorFlow Lite writes`);
  const codes = model.tables(1, 'operator_codes').map(operatorName);
  const graphs = model.tables(2, 'subgraphs');
  if (graphs.length !== 1) source.fail('model.subgraphs', `has ${graphs.length} graphs; one is supported, without control flow`);
  const [graph] = graphs;
  const buffers = model.tables(4, 'buffers');
  const tensors = graph.tables(0, 'tensors').map((table): TfliteTensor => readTensor(source, table, buffers));
  const known = (ids: readonly number[], where: string, least = 0): readonly number[] => {
    for (const id of ids) if (id < least || id >= tensors.length) source.fail(where, `names tensor ${id}; there are ${tensors.length}`);
    return ids;
  };
  const listed = graph.tables(3, 'operators');
  if (listed.length > MOST_OPERATORS) source.fail('model.subgraphs[0].operators', `has ${listed.length} operators; ${MOST_OPERATORS} is the most`);
  return {
    tensors,
    operators: listed.map((table) => {
      const code = table.int(0, 'opcode_index');
      const name = codes[code];
      if (name === undefined) source.fail(`${table.where}.opcode_index`, `is ${code}; there are ${codes.length} operator codes`);
      return {
        name,
        inputs: known(table.ints(1, 'inputs'), `${table.where}.inputs`, -1),
        outputs: known(table.ints(2, 'outputs'), `${table.where}.outputs`),
        options: readOptions(source, table, name),
      };
    }),
    inputs: known(graph.ints(1, 'inputs'), 'model.subgraphs[0].inputs'),
    outputs: known(graph.ints(2, 'outputs'), 'model.subgraphs[0].outputs'),
  };
}

/** Old files have a byte, newer ones an int as well; the larger counts. */
function operatorName(code: Table): string {
  const builtin = Math.max(code.byte(0, 'deprecated_builtin_code'), code.int(3, 'builtin_code'));
  code.int(2, 'version', 1); // of no interest, but a file cut off here is not whole
  if (builtin === CUSTOM) return `custom operator "${code.text(1, 'custom_code')}"`;
  return OPERATORS[builtin] ?? `builtin operator ${builtin}`;
}

function readTensor(source: Source, table: Table, buffers: readonly Table[]): TfliteTensor {
  const shape = table.ints(0, 'shape');
  if (shape.length > MOST_DIMENSIONS) source.fail(`${table.where}.shape`, `has ${shape.length} dimensions; ${MOST_DIMENSIONS} is the most`);
  const type = table.byte(1, 'type');
  const buffer = table.int(2, 'buffer');
  if (buffers[buffer] === undefined) source.fail(`${table.where}.buffer`, `is ${buffer}; there are ${buffers.length} buffers`);
  const data = buffers[buffer].bytes(0, 'data');
  const quantisation = table.table(4, 'quantization');
  return {
    name: table.text(3, 'name'),
    shape,
    type: ELEMENT_TYPES[type] ?? `type ${type}`,
    scales: quantisation?.floats(2, 'scale') ?? [],
    zeroPoints: quantisation?.longs(3, 'zero_point') ?? [],
    scaleDimension: quantisation?.int(6, 'quantized_dimension') ?? 0,
    data: data.length === 0 ? null : data,
  };
}

function readOptions(source: Source, table: Table, name: string): Record<string, number> {
  const known = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : null;
  if (known === null) return {};
  const union = table.byte(3, 'builtin_options_type');
  const options = table.table(4, 'builtin_options');
  if (options !== null && union !== known.union) source.fail(`${table.where}.builtin_options`, `are of kind ${union}; ${name} has kind ${known.union}`);
  return Object.fromEntries(known.fields.map((field, n) => [field.name, options === null ? field.absent : options[field.kind](n, field.name, field.absent)]));
}
