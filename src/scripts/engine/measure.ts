/**
 * Exact instruction counts of a compiled network: writes its C bundle, compiles it for one core, and runs it in QEMU
 * under a plug-in that counts every executed instruction. Whole inference and op by op; the output is
 * compared with the readable executor. Needs gcc, arm-none-eabi-gcc and qemu-system-arm.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { emitBundle } from '../../core/codegen/index.ts';
import { costOf } from '../../core/cost/index.ts';
import type { ArenaPlan } from '../../core/memory/index.ts';
import { elements, type Node } from '../../core/net/index.ts';
import { runInt8, type Int8Net } from '../../core/quant/index.ts';
import { targetFlags, type Core } from '../../kernels/qemu/cores.ts';
import { buildCounter, emulateCounting, type Count } from '../../kernels/qemu/counter.ts';
import { link, run, SUPPORT } from '../../kernels/qemu/run.ts';

export interface OpCount extends Count {
  readonly name: string;
  readonly kind: Node['kind'];
  readonly macs: number;
  readonly outputs: number;
}

export interface Measurement {
  readonly core: string;
  /** One inference, the input in its place. */
  readonly whole: Count;
  /** By node; each run by itself, so that the runner's entry counts every time. */
  readonly ops: readonly OpCount[];
  /** Whether the output is the executor's, byte for byte, both times. */
  readonly exact: boolean;
  readonly arenaBytes: number;
  readonly stackBytes: number;
  /** Code and read-only data by object file, the model's own constants left out. */
  readonly codeBytes: Readonly<Record<string, number>>;
}

/** @throws Error when a tool is missing or fails */
export function measure(int8Net: Int8Net, plan: ArenaPlan, core: Core, input: Int8Array): Measurement {
  const { net } = int8Net;
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  try {
    const files = emitBundle(int8Net, plan, {
      title: net.name,
      classes: Array.from({ length: elements(net.tensors[net.outputs[0]].shape) }, (_, i) => String(i)),
    });
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const { path, text } of files) write(path, text);
    write('inputs.h', `#include <stdint.h>\nstatic const int8_t input[${input.length}] = {${input.join()}};\n`);

    const kernels = files.map(({ path }) => path).filter((path) => path.startsWith('kernels/') && path.endsWith('.c'));
    const flags = [...targetFlags(core), '-std=c99', '-fno-common', '-ffunction-sections', '-O2', '-I.', `-I${SUPPORT}`];
    const objects = [resolve('src/scripts/engine/count.c'), ...kernels].map((source) => {
      const object = `${basename(source, '.c')}.o`;
      run(folder, 'arm-none-eabi-gcc', ...flags, '-c', source, '-o', object);
      return object;
    });
    link(folder, core, 'model.elf', ...flags, '-Wl,--gc-sections', ...objects);
    const sizes = run(folder, 'arm-none-eabi-size', ...objects.slice(1)).stdout.trim().split('\n').slice(1);

    const { output, exit, counts } = emulateCounting(folder, core.machine, buildCounter(folder), 'model.elf');
    if (exit !== 0) throw new Error(`${net.name} on ${core.machine} left with ${exit}:\n${output.slice(-4000)}`);
    const said = output.trim().split('\n');
    const hex = Buffer.from(runInt8(int8Net, input)).toString('hex');
    const ops = net.nodes.map((node, i): OpCount => ({
      name: node.name,
      kind: node.kind,
      macs: costOf(net, node).macs,
      outputs: elements(net.tensors[node.output].shape),
      ...difference(counts[i + 2], counts[i + 3]),
    }));
    return {
      core: core.name,
      whole: difference(counts[0], counts[1]),
      ops,
      exact: said[0] === hex && said[1] === hex,
      arenaBytes: plan.bytes,
      stackBytes: Number(said[2]?.replace('stack ', '')),
      codeBytes: Object.fromEntries(sizes.map((row, i) => [basename(kernels[i]), Number(row.trim().split(/\s+/)[0])])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was executed between two marks. */
function difference(before: Count | undefined, after: Count | undefined): Count {
  if (before === undefined || after === undefined) return { instructions: Number.NaN, mix: {} };
  const entries = Object.entries(after.mix).map(([name, count]) => [name, count - (before.mix[name] ?? 0)] as const);
  return { instructions: after.instructions - before.instructions, mix: Object.fromEntries(entries.filter(([, count]) => count > 0)) };
}
