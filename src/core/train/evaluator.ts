/**
 * Evaluates one sub-net after the other, as a search does: bit for bit what evaluateGenome gives, in less time. The
 * examples are chosen once, memory is kept, and a network begins where one before it that began alike has been kept:
 * the same weights and statistics give the same activations. Order and number of networks change no result. All in float:
 * the int8 kernels, which compute as a microcontroller does, take six times as long over the same examples.
 */
import type { Split, Task } from '../data/index.ts';
import { elements, type FloatNet, type Net } from '../net/index.ts';
import type { Genome } from '../space/index.ts';
import { ACTIVATION_CODES, FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { dequantise } from './augment.ts';
import { cutsOf, tailOf } from './cuts.ts';
import type { EvaluateOptions, Evaluation } from './evaluate.ts';
import { atShape, checkTask, someOf } from './examples.ts';
import { checkExamples, judge, pack, withBias } from './floatRun.ts';
import { CALIBRATION_BATCH, foldLayers, gather, sumsOf, type Sums } from './fold.ts';
import { forwardStep } from './forward.ts';
import { layoutOf, slicesOf } from './layout.ts';
import { planPass, type PassKind, type Plan, type Step } from './plan.ts';
import { PrefixCache, type Activations } from './prefixCache.ts';
import { netOf, type Supernet } from './supernet.ts';

/** Activations that networks share: of keywords, with 256 and 600 examples, about two dozen heads. */
export const PREFIX_BYTES = 192 * 1024 * 1024;

/** A folded pass is cut so that what its widest layers read and write stays in a second-level cache. */
const CACHED_BYTES = 512 * 1024;

/** The stem and the first block, of which a space has few. */
const SHARED_CUTS = 2;

interface Examples {
  readonly calibration: Split;
  readonly evaluation: Split;
}

/** By the index of the step behind which they are to be kept. */
type Keeping = ReadonlyMap<number, Activations>;

export class SubnetEvaluator {
  private readonly cache: PrefixCache;
  private readonly examples = new Map<string, Examples>();
  private readonly values: Address;
  private workspace = { at: 0, bytes: 0 };

  /** @param supernet as it is now; its weights must not change while this is used */
  constructor(
    private readonly backend: Backend, private readonly supernet: Supernet, private readonly task: Task, private readonly options: EvaluateOptions,
    prefixBytes = PREFIX_BYTES,
  ) {
    const { count } = supernet.layout;
    this.values = backend.alloc(count);
    backend.floats(this.values, count).set(supernet.values);
    this.cache = new PrefixCache(prefixBytes);
  }

  /** Of what is kept at the moment. */
  get prefixBytes(): number {
    return this.cache.usedBytes;
  }

  /** Gives the core's memory back. */
  close(): void {
    this.backend.free(this.values);
    if (this.workspace.at) this.backend.free(this.workspace.at);
  }

  evaluate(genome: Genome): Evaluation {
    const net = netOf(this.supernet.space, genome);
    const { calibration, evaluation } = this.examplesFor(net);
    const cuts = cutsOf(net);
    const found = this.cache.find(cuts.map(({ key }) => key));
    const done = found === null ? 0 : cuts[found.index].nodes;
    const tail = found === null ? net : tailOf(net, cuts[found.index]);
    const batch = Math.min(CALIBRATION_BATCH, calibration.count);
    const batches = Math.floor(calibration.count / batch);

    const wanted = cuts.flatMap((cut, i) => {
      const size = elements(net.tensors[cut.tensor].shape);
      const floats = { calibration: batches * batch * size, evaluation: evaluation.count * size };
      if (i <= (found?.index ?? -1) || !this.cache.wants(cut.key, i < SHARED_CUTS, FLOAT_BYTES * (floats.calibration + floats.evaluation))) return [];
      const head = { calibration: new Float32Array(floats.calibration), evaluation: new Float32Array(floats.evaluation) };
      return [{ key: cut.key, step: cut.nodes - 1 - done, head }];
    });
    const keeping = new Map(wanted.map(({ step, head }) => [step, head]));

    const sums = this.measure(tail, calibration, batch, batches, found?.head ?? null, keeping);
    const layers = foldLayers(this.supernet, tail, sums, batches);
    const scores = this.classify({ net: tail, layers }, evaluation, found?.head ?? null, keeping);
    for (const { key, head } of [...wanted].reverse()) this.cache.keep(key, head);
    const { accuracy, loss, correct, count, predictions } = judge(net, scores, evaluation);
    return { accuracy, loss, correct, count, predictions };
  }

  /** The statistics of each normalised layer over the calibration examples. */
  private measure(net: Net, split: Split, batch: number, batches: number, head: Activations | null, keeping: Keeping): Sums {
    const { backend } = this;
    const plan = this.plan(net, batch, 'statistics', 0);
    const slices = slicesOf(this.supernet.layout, net, this.values);
    const sums = sumsOf(plan.steps);
    for (let b = 0; b < batches; b++) {
      this.load(plan, net, split, b * batch, batch, head?.calibration ?? null);
      plan.steps.forEach((step, i) => {
        forwardStep(backend, plan, step, slices);
        gather(backend, step, sums.get(step.node.name));
        const kept = keeping.get(i);
        if (kept) this.store(plan, step, kept.calibration, b * batch, batch);
      });
    }
    return sums;
  }

  /** Scores of the evaluation examples. */
  private classify(floatNet: FloatNet, split: Split, head: Activations | null, keeping: Keeping): Float32Array {
    const { backend } = this;
    const { net } = floatNet;
    const layout = layoutOf(net);
    const batch = batchOf(net);
    const plan = this.plan(net, batch, 'folded', layout.count);
    const parameters = this.workspace.at;
    backend.floats(parameters, layout.count).set(pack(floatNet, layout));
    const slices = withBias(slicesOf(layout, net, parameters));
    const pitch = plan.steps[plan.steps.length - 1].channels;
    const { classes } = plan;
    const scores = new Float32Array(split.count * classes);
    for (let from = 0; from < split.count; from += batch) {
      const some = Math.min(batch, split.count - from);
      this.load(plan, net, split, from, some, head?.evaluation ?? null);
      plan.steps.forEach((step, i) => {
        forwardStep(backend, plan, step, slices);
        const kept = keeping.get(i);
        if (kept) this.store(plan, step, kept.evaluation, from, some);
      });
      const logits = backend.floats(plan.logits, batch * pitch);
      for (let i = 0; i < some; i++) scores.set(logits.subarray(i * pitch, i * pitch + classes), (from + i) * classes);
    }
    return scores;
  }

  /** Writes `some` examples from the `from`th on as the plan's input: as the head left them, or as they are. */
  private load(plan: Plan, net: Net, split: Split, from: number, some: number, head: Float32Array | null): void {
    const size = elements(net.tensors[net.inputs[0]].shape);
    const input = this.backend.floats(plan.input, some * size);
    if (head !== null) input.set(head.subarray(from * size, (from + some) * size));
    else dequantise(split.features, from * size, some * size, this.task.inputQuant, input, 0);
  }

  /** Keeps what a step has made, normalised and activated where its reader would have done so. */
  private store(plan: Plan, step: Step, into: Float32Array, from: number, some: number): void {
    const { kernels } = this.backend;
    const { rows, channels, node } = step;
    const size = (rows / plan.batch) * channels;
    if (!step.output && 'activation' in node) kernels.batchNormApply(step.before, plan.end, rows, channels, step.affine, ACTIVATION_CODES[node.activation]);
    into.set(this.backend.floats(step.output || plan.end, some * size), from * size);
  }

  /** In memory that is kept from one pass to the next, behind `parameters` floats; behind it lies room for one tensor at a cut. */
  private plan(net: Net, batch: number, kind: PassKind, parameters: number): Plan {
    const place = (): Plan => planPass(net, batch, kind, this.workspace.at + parameters * FLOAT_BYTES);
    const plan = place();
    const most = Math.max(...cutsOf(net).map(({ tensor }) => elements(net.tensors[tensor].shape)), 0);
    const bytes = plan.end - this.workspace.at + batch * most * FLOAT_BYTES;
    if (bytes <= this.workspace.bytes) return plan;
    if (this.workspace.at) this.backend.free(this.workspace.at);
    this.workspace = { at: this.backend.alloc(bytes / FLOAT_BYTES), bytes };
    return place();
  }

  /** Chosen once for each shape of the input. */
  private examplesFor(net: Net): Examples {
    const { task, options } = this;
    const { shape } = net.tensors[net.inputs[0]];
    const known = this.examples.get(shape.join());
    if (known !== undefined) return known;
    checkTask(this.supernet.space, task, shape);
    const split = task[options.split ?? 'validation'];
    const calibration = atShape(someOf(task.train, Math.max(1, options.calibration), 'calibration'), task, shape);
    const evaluation = atShape(someOf(split, options.examples ?? split.count, 'examples'), task, shape);
    checkExamples(net, evaluation);
    this.examples.set(shape.join(), { calibration, evaluation });
    return { calibration, evaluation };
  }
}

/** Examples of a folded pass, 64 at most; scores do not depend on it. */
function batchOf(net: Net): number {
  const floats = (id: number): number => elements(net.tensors[id].shape);
  const widest = Math.max(...net.nodes.map(({ inputs, output }) => floats(inputs[0]) + floats(output)));
  return Math.min(CALIBRATION_BATCH, Math.max(1, Math.floor(CACHED_BYTES / (FLOAT_BYTES * widest))));
}
