/**
 * The one lowering behind every output: an int8 network and its arena plan become op records (the int8_op of
 * kernels/int8/int8.h) and constants at fixed offsets. What the wasm runner walks, what the C compiler sees and what
 * the linker lays into an image are three spellings of this. Most nodes are one record; what only moves values is one
 * copy per part. A stage that runs patch by patch follows a record that says how.
 */
import { InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import { elements, type Net, type Node } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { constantPool, type Constant, type ConstantPool } from './constantPool.ts';
import { baseFields, recordsOf } from './lowerNode.ts';
import { patchSpans } from './patchSpans.ts';
import { KERNELS, MOST_NARROW, NARROW_FIELDS, type OpField, type OpFields, type OpKernel } from './record.ts';

/** A record before it has its kind: which kernel runs it, its fields, and which of them are offsets of constants. */
export interface OpRecord {
  readonly kernel: OpKernel;
  readonly fields: Readonly<OpFields>;
  readonly constants: readonly OpField[];
}

export interface LoweredOp extends OpRecord {
  /** Whose work it is; a node may have several records. That of a stage of patches is the stage's last. */
  readonly node: Node;
}

export interface Place {
  /** Bytes from the start of the arena; -1: in the caller's own buffer. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Lowered {
  readonly ops: readonly LoweredOp[];
  readonly constants: readonly Constant[];
  readonly constantsBytes: number;
  readonly arenaBytes: number;
  /** In the network's order. */
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

/** What lowering one node needs to know. */
export interface LoweringContext {
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly pool: ConstantPool;
}

/** @throws InputError when the plan is not one of this network, or an extent does not fit the record */
export function lower(int8Net: Int8Net, plan: ArenaPlan): Lowered {
  const { net } = int8Net;
  checkPlan(net, plan);
  const context: LoweringContext = { int8Net, plan, pool: constantPool() };
  const ops = net.nodes.flatMap((node, step) => recordsOf(context, node, step).map((record) => finished(node, record)));
  const stage = plan.patch === null ? [] : [patchesOp(context, net.nodes[plan.patch.steps - 1], plan.patch.steps)];
  const place = (id: number): Place => ({ offset: plan.tensors[id].offset, bytes: elements(net.tensors[id].shape) });
  return {
    ops: [...stage, ...ops], constants: context.pool.list, constantsBytes: context.pool.bytes(), arenaBytes: plan.bytes,
    inputs: net.inputs.map(place), outputs: net.outputs.map(place),
  };
}

function finished(node: Node, { kernel, fields, constants }: OpRecord): LoweredOp {
  const known = { ...fields, kind: KERNELS[kernel].code };
  for (const field of NARROW_FIELDS) if (Math.abs(known[field]) > MOST_NARROW) throw new InputError(`has ${field.replace('_', ' ')} ${known[field]}; ${MOST_NARROW} is the most a plan can hold`, node.name);
  return { node, kernel, fields: known, constants };
}

/** The record before a stage: how many ops follow, rows and columns of patches, and where their spans lie. */
function patchesOp(context: LoweringContext, node: Node, steps: number): LoweredOp {
  const { rows, cols, table } = patchSpans(context.int8Net.net, context.plan);
  const fields = { ...baseFields(context, node, steps - 1), flags: 0, kernel_height: rows, kernel_width: cols, multiplier: steps, weights: context.pool.store(node.name, 'tables', table) };
  return finished(node, { kernel: 'patches', fields, constants: ['weights'] });
}

function checkPlan(net: Net, plan: ArenaPlan): void {
  if (plan.tensors.length !== net.tensors.length || plan.steps.length !== net.nodes.length) {
    throw new InputError(`the plan places ${plan.tensors.length} tensors for ${plan.steps.length} steps, the network has ${net.tensors.length} for ${net.nodes.length}`, net.name);
  }
  const inner = new Set(net.nodes.slice(0, (plan.patch?.steps ?? 0) - 1).map(({ output }) => output));
  net.tensors.forEach(({ name, shape }, id) => {
    const { offset, bytes } = plan.tensors[id];
    if (plan.inputExternal && net.inputs.includes(id)) return;
    const right = inner.has(id) ? bytes <= elements(shape) : bytes === elements(shape);
    if (!right || offset < 0 || offset + bytes > plan.bytes) throw new InputError(`planned as ${bytes} bytes at ${offset} of an arena of ${plan.bytes}; it has ${elements(shape)}`, name);
  });
}
