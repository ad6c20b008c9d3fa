/**
 * A network loaded into the prebuilt wasm kernels. Memory is laid out as on a board: plan table, constants, and an
 * arena of exactly the planned size; here the arena stands between guard bytes, so that a kernel or a plan that
 * reaches outside is caught at the step that did it. One wasm instance per session, nothing shared between sessions.
 */
import type { ArenaPlan } from '../memory/index.ts';
import { InputError } from '../lib/index.ts';
import { OP_BYTES, planTable, readPlanHead, type PlanHead } from '../codegen/index.ts';
import { elements, type Net } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';

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
  private readonly table: number;
  private readonly arena: number;

  /** @throws InputError when the plan is not one of this network */
  constructor({ module }: Runner, int8Net: Int8Net, private readonly plan: ArenaPlan) {
    const table = planTable(int8Net, plan);
    this.net = int8Net.net;
    this.head = readPlanHead(table);
    this.arenaBytes = this.head.arenaBytes;
    const { memory, int8_run, __heap_base } = new WebAssembly.Instance(module).exports as { memory: WebAssembly.Memory; int8_run: RunOps; __heap_base: { value: number } };
    this.runOps = int8_run;
    this.table = aligned(__heap_base.value);
    this.arena = this.table + aligned(table.length) + GUARD_BYTES;
    const missing = this.arena + this.arenaBytes + GUARD_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.bytes = new Uint8Array(memory.buffer);
    this.bytes.set(table, this.table);
    this.bytes.fill(GUARD, this.arena - GUARD_BYTES, this.arena);
    this.bytes.fill(GUARD, this.arena + this.arenaBytes, this.arena + this.arenaBytes + GUARD_BYTES);
  }

  /** Output tensor of one inference; guards are checked after it. */
  run(input: Int8Array): Int8Array {
    this.place(input);
    this.runSteps(0, this.head.opCount);
    this.checkGuards('the network');
    return this.read(this.head.output.offset, this.head.output.bytes);
  }

  /** What each node wrote, in execution order, read right after its step; stale bytes filled in before, guards checked after each. */
  trace(input: Int8Array): Int8Array[] {
    this.bytes.fill(STALE, this.arena, this.arena + this.arenaBytes);
    this.place(input);
    return this.net.nodes.map(({ name, output }, step) => {
      this.runSteps(step, 1);
      this.checkGuards(name);
      return this.read(this.plan.tensors[output].offset, elements(this.net.tensors[output].shape));
    });
  }

  private place(input: Int8Array): void {
    if (input.length !== this.head.input.bytes) throw new InputError(`input of ${input.length} bytes; ${this.net.name} takes ${this.head.input.bytes}`);
    this.bytes.set(new Uint8Array(input.buffer, input.byteOffset, input.length), this.arena + this.head.input.offset);
  }

  private runSteps(first: number, count: number): void {
    this.runOps(this.table + this.head.opsOffset + OP_BYTES * first, count, this.table + this.head.constantsOffset, this.arena, 0);
  }

  private read(offset: number, bytes: number): Int8Array {
    return new Int8Array(this.bytes.slice(this.arena + offset, this.arena + offset + bytes).buffer);
  }

  private checkGuards(name: string): void {
    for (let i = 0; i < GUARD_BYTES; i++) {
      if (this.bytes[this.arena - GUARD_BYTES + i] !== GUARD || this.bytes[this.arena + this.arenaBytes + i] !== GUARD) {
        throw new Error(`${name} wrote outside its arena of ${this.arenaBytes} bytes`);
      }
    }
  }
}
