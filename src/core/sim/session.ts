/**
 * A network loaded into the prebuilt wasm kernels. Memory is laid out as on a board: plan table, constants, an arena of
 * exactly the planned size, and the caller's buffer for an input that stays outside. Guard bytes stand between them,
 * so that a kernel or a plan that reaches outside is caught at the step that did it. One wasm instance per session,
 * nothing shared between sessions.
 */
import { encodePlan, lower, OP_BYTES, readPlanHead, type PlanHead } from '../codegen/index.ts';
import { InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import { elements, type Net } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { groupsOf, type Group } from './groups.ts';

/** Compiled kernels, shared by any number of sessions. */
export interface Runner {
  readonly module: WebAssembly.Module;
}

/** @param wasmBytes the bytes of public/kernels/int8.wasm */
export const loadRunner = async (wasmBytes: Uint8Array): Promise<Runner> => ({ module: await WebAssembly.compile(wasmBytes) });

const PAGE_BYTES = 65536;
const GUARD_BYTES = 64;
const GUARD = 0xa5;
const STALE = 0x5a;
const aligned = (bytes: number): number => (bytes + 15) & ~15;

type RunOps = (ops: number, count: number, constants: number, arena: number, external: number) => void;

export class Session {
  readonly arenaBytes: number;
  private readonly net: Net;
  private readonly head: PlanHead;
  private readonly bytes: Uint8Array;
  private readonly runOps: RunOps;
  private readonly groups: readonly Group[];
  private readonly table: number;
  private readonly arena: number;
  /** Where an input outside the arena lies. */
  private readonly external: number;
  private readonly inputBytes: number;

  /** @throws InputError when the plan is not one of this network */
  constructor({ module }: Runner, int8Net: Int8Net, private readonly plan: ArenaPlan) {
    const lowered = lower(int8Net, plan);
    const table = encodePlan(lowered);
    this.net = int8Net.net;
    this.head = readPlanHead(table);
    this.arenaBytes = this.head.arenaBytes;
    this.inputBytes = this.head.inputs.reduce((sum, { bytes }) => sum + bytes, 0);
    this.groups = groupsOf(lowered.ops.map(({ node }) => this.net.nodes.indexOf(node)), plan);
    const { memory, int8_run, __heap_base } = new WebAssembly.Instance(module).exports as { memory: WebAssembly.Memory; int8_run: RunOps; __heap_base: { value: number } };
    this.runOps = int8_run;
    this.table = aligned(__heap_base.value);
    this.arena = this.table + aligned(table.length) + GUARD_BYTES;
    this.external = aligned(this.arena + this.arenaBytes + GUARD_BYTES);
    const missing = this.external + this.inputBytes + GUARD_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.bytes = new Uint8Array(memory.buffer);
    this.bytes.fill(GUARD, this.arena - GUARD_BYTES, this.external + this.inputBytes + GUARD_BYTES);
    this.bytes.set(table, this.table);
  }

  /**
   * Outputs of one inference, one after another; guards are checked after it.
   * @param input all inputs, one after another @param stale what the arena is filled with before, if anything
   */
  run(input: Int8Array, stale?: number): Int8Array {
    this.place(input, stale);
    this.runRecords(0, this.head.opCount);
    return this.outputs();
  }

  /** The same, a layer at a time, so that whoever waits for it can breathe. */
  *runSteps(input: Int8Array): Generator<void, Int8Array> {
    this.place(input, undefined);
    for (const { first, count } of this.groups) {
      this.runRecords(first, count);
      yield;
    }
    return this.outputs();
  }

  private outputs(): Int8Array {
    this.checkGuards('the network');
    const outputs = new Int8Array(this.head.outputs.reduce((sum, { bytes }) => sum + bytes, 0));
    let at = 0;
    for (const { offset, bytes } of this.head.outputs) {
      outputs.set(this.read(offset, bytes), at);
      at += bytes;
    }
    return outputs;
  }

  /**
   * What each node wrote, in execution order, read right after its step; stale bytes filled in before, guards checked
   * after each. Null for nodes inside a stage of patches: their outputs are never whole.
   */
  trace(input: Int8Array, stale = STALE): (Int8Array | null)[] {
    this.place(input, stale);
    const written = this.net.nodes.map((): Int8Array | null => null);
    for (const { first, count, step } of this.groups) {
      const { name, output } = this.net.nodes[step];
      this.runRecords(first, count);
      this.checkGuards(name);
      written[step] = this.read(this.plan.tensors[output].offset, elements(this.net.tensors[output].shape));
    }
    return written;
  }

  private place(input: Int8Array, stale: number | undefined): void {
    if (input.length !== this.inputBytes) throw new InputError(`input of ${input.length} bytes; ${this.net.name} takes ${this.inputBytes}`);
    if (stale !== undefined) this.bytes.fill(stale, this.arena, this.arena + this.arenaBytes);
    const given = new Uint8Array(input.buffer, input.byteOffset, input.length);
    let at = 0;
    for (const { offset, bytes } of this.head.inputs) {
      this.bytes.set(given.subarray(at, at + bytes), offset < 0 ? this.external + at : this.arena + offset);
      at += bytes;
    }
  }

  private runRecords(first: number, count: number): void {
    this.runOps(this.table + this.head.opsOffset + OP_BYTES * first, count, this.table + this.head.constantsOffset, this.arena, this.external);
  }

  private read(offset: number, bytes: number): Int8Array {
    return new Int8Array(this.bytes.slice(this.arena + offset, this.arena + offset + bytes).buffer);
  }

  private checkGuards(name: string): void {
    const after = this.arena + this.arenaBytes;
    const end = this.external + this.inputBytes;
    for (const [from, to] of [[this.arena - GUARD_BYTES, this.arena], [after, this.external], [end, end + GUARD_BYTES]]) {
      for (let at = from; at < to; at++) if (this.bytes[at] !== GUARD) throw new Error(`${name} wrote outside its arena of ${this.arenaBytes} bytes`);
    }
  }
}
