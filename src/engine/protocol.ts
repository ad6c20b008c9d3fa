/**
 * The typed protocol in one map: every job's input, partial results and final result. Bridges, workers and the
 * command line are all written against this map and know no job by heart (after Optuna's tslib).
 */
import type { JudgeResult, SeeResult, SpaceAccuracy, SpaceAccuracyRow } from './insight.ts';
import type { FirmwareInside, FirmwareMoment, InsideResult, MomentResult, Move } from './inside.ts';
import type { ActivationsResult, ModelView } from './modelView.ts';
import type { QuantisationResult } from './quantisation.ts';
import type { Recipe } from './recipe.ts';
import type {
  BuildResult,
  EvaluateResult,
  ExportFormat,
  ExportResult,
  GpuPace,
  ImageResult,
  ListenResult,
  SearchCheckpoint,
  SearchPartial,
  SearchRunResult,
  SimulateResult,
  SubnetAccuracy,
  TrainPartial,
  TrainResult,
} from './results.ts';
import type { Techniques } from './techniques.ts';
import type { Twins, TwinShape } from './twins.ts';
import type { DataOptions, DataProblem, PreparedData, ReadDataInput, UserFile } from './userData.ts';
import type { Analysis, JobEvent, NamedBytes, PriceRow, SpaceRanking, SpaceRow, StopSignal, TaskSamples } from './types.ts';

export interface Jobs {
  /** First look at the task: counts, classes and some examples of the test split. */
  samples: { input: { recipe: Recipe; count: number }; partial: null; result: TaskSamples };
  /** The user's own files, opened, recognised and dealt to splits once; `partial`: what was left out since the last event. */
  readData: { input: ReadDataInput; partial: { readonly problems: readonly DataProblem[] }; result: PreparedData };
  rankSpaces: {
    /** The audio spaces and the toy box are for as many classes as the recipe's own space, where that is one of them. */
    input: { recipe: Recipe; family: 'mcunet' | 'dscnn' | 'toybox'; samples?: number };
    /** Rows so far, unsorted, appended. */
    partial: readonly SpaceRow[];
    result: SpaceRanking;
  };
  train: {
    /** `checkpoint`: train this further instead of the one the recipe names. `resume`: a partial result's checkpoint; training goes on by its own recipe, on the same data. `data`: the user's own, as files or as one prepared task. `device: 'gpu'` trains where the host finds a graphics processor, to bits that cannot be had again. */
    input: { recipe: Recipe; checkpoint?: Uint8Array; resume?: Uint8Array; data?: readonly UserFile[]; device?: 'cpu' | 'gpu' };
    partial: TrainPartial;
    result: TrainResult;
  };
  /** The recipe's training on the graphics processor beside that on the workers, five seconds each. */
  measureGpu: { input: { recipe: Recipe }; partial: null; result: GpuPace };
  /** Confusions and wrong examples of the smallest or largest network of a supernet. */
  judge: {
    input: { recipe: Recipe; checkpoint?: Uint8Array; data?: readonly UserFile[]; which: 'smallest' | 'largest'; split: 'validation' | 'test' };
    partial: null;
    result: JudgeResult;
  };
  /** `networks`: how many of each width and resolution to measure. `partial`: all rows as they stand. */
  spaceAccuracy: {
    input: { recipe: Recipe; checkpoint?: Uint8Array; data?: readonly UserFile[]; networks: number };
    partial: readonly SpaceAccuracyRow[];
    result: SpaceAccuracy;
  };
  search: {
    /** `checkpoint`: the supernet to search, where it was trained here; else the recipe's is read. */
    input: { recipe: Recipe; checkpoint?: Uint8Array; resume?: SearchCheckpoint; data?: readonly UserFile[] };
    partial: SearchPartial;
    result: SearchRunResult;
  };
  /** A genome of the recipe's board, or the text or bytes of a file (architecture JSON, exported model). */
  /** `formula`: a model, too, by the recipe's published formula instead of by its plan. */
  analyze: { input: { recipe: Recipe; genome?: string; file?: NamedBytes; techniques?: Techniques; formula?: boolean }; partial: null; result: Analysis };
  /** What many networks cost on the recipe's board, all by the models a search judges by. */
  price: { input: { recipe: Recipe; genomes: readonly string[] }; partial: null; result: readonly PriceRow[] };
  /** The network opened up, layer by layer: of a model as it is compiled, or of a genome without weights. */
  tensors: { input: { recipe: Recipe; genome?: string; model?: Uint8Array; techniques?: Techniques }; partial: null; result: ModelView };
  /** Every tensor of that network for one input, the raw int8 bytes of all its input tensors in a row. */
  activations: { input: { recipe: Recipe; model: Uint8Array; input: Int8Array; techniques?: Techniques }; partial: null; result: ActivationsResult };
  /** One layer as a standard and as a depthwise-separable convolution. */
  twins: { input: { recipe: Recipe; shape: TwinShape }; partial: null; result: Twins };
  /** An int8 model without a search: a genome with the supernet's weights, any other network with random ones. */
  build: { input: { recipe: Recipe; genome?: string; file?: NamedBytes; checkpoint?: Uint8Array }; partial: null; result: BuildResult };
  /**
   * `classes`, here and below: labels of the outputs, where they are not those of the recipe's task. `from`: what the
   * network is from where no search of the recipe found it: the name of its file, or its genome.
   */
  export: { input: { recipe: Recipe; model: Uint8Array; from?: string; classes?: readonly string[]; format?: ExportFormat; techniques?: Techniques }; partial: null; result: ExportResult };
  /** WAV recordings to raw int8 inputs, one after another. */
  features: { input: { files: readonly NamedBytes[] }; partial: null; result: Int8Array };
  /** `inputs`: the raw int8 bytes of one or more input tensors in a row. */
  simulate: { input: { recipe: Recipe; model: Uint8Array; inputs: Int8Array; classes?: readonly string[]; techniques?: Techniques }; partial: null; result: SimulateResult };
  /**
   * Sound, at any rate, through the front end and the network, in the page and on the simulated board. Of more than a second the loudest second
   * counts, less is followed by silence; Float32 in fractions of full scale. `simulated: false` leaves the board out, which takes a few milliseconds.
   */
  listen: {
    input: { recipe: Recipe; model: Uint8Array; samples: Int16Array | Float32Array; sampleRate: number; classes?: readonly string[]; techniques?: Techniques; simulated?: boolean };
    partial: null;
    result: ListenResult;
  };
  /** One inference on the simulated board, seen whole: layers in time, the arena, every line of code with its heat. */
  inside: { input: { recipe: Recipe; model: Uint8Array; input: Int8Array; techniques?: Techniques }; partial: null; result: InsideResult };
  /** The same inference at one instruction. `image` and the beginnings of `layers` are those of `inside`. */
  moment: { input: { recipe: Recipe; image: Uint8Array; input: Int8Array; layers: readonly number[]; move: Move }; partial: null; result: MomentResult };
  /** One picture, as the raw int8 bytes of the network's input, on the simulated board. */
  see: { input: { recipe: Recipe; model: Uint8Array; input: Int8Array; classes?: readonly string[]; techniques?: Techniques }; partial: null; result: SeeResult };
  /** Any bare-metal image (ELF, bin, UF2) on the recipe's board. `inputs`: for an ELF of ours. `fuel`: most instructions. `trace`: how many of the first to list. `checked`: look for reads of RAM that nobody wrote. */
  runImage: { input: { recipe: Recipe; image: NamedBytes; inputs?: Int8Array; fuel?: number; trace?: number; checked?: boolean }; partial: null; result: ImageResult };
  /** The same image seen whole, every line of code with its heat; and at one instruction since reset. */
  insideImage: { input: { recipe: Recipe; image: NamedBytes; fuel?: number }; partial: null; result: FirmwareInside };
  momentOfImage: { input: { recipe: Recipe; image: NamedBytes; move: Move }; partial: null; result: FirmwareMoment };
  /** What int8 costs a network of the supernet. `model`: the search's choice, whose floats are then trained again as the search did. */
  quantisation: { input: { recipe: Recipe; genome: string; model?: Uint8Array; checkpoint?: Uint8Array; data?: readonly UserFile[] }; partial: null; result: QuantisationResult };
  /** `genome`: encoded, or `largest` or `smallest`. `named`: the built-in task asked for by name; left out, the one that the network's space belongs to. */
  evalSubnet: { input: { recipe: Recipe; checkpoint: Uint8Array; genome: string; named?: string; data?: readonly UserFile[]; options?: DataOptions }; partial: null; result: SubnetAccuracy };
  /** `data`: everything there is is judged, of a prepared task its test split. `options`: for tables. */
  evaluate: { input: { recipe: Recipe; model: Uint8Array; data?: readonly UserFile[]; options?: DataOptions; classes?: readonly string[] }; partial: null; result: EvaluateResult };
}

export type JobName = keyof Jobs;

export interface RunOptions<K extends JobName> {
  readonly signal?: StopSignal;
  readonly onEvent?: (event: JobEvent<Jobs[K]['partial']>) => void;
}

/**
 * What the page holds: `createBridge()` of src/workers answers with one. `run` rejects with InputError for what a
 * person can mend, with StoppedError within 100 ms of an abort (training instead resolves with `stopped: true`).
 */
export interface EngineBridge {
  run<K extends JobName>(job: K, input: Jobs[K]['input'], options?: RunOptions<K>): Promise<Jobs[K]['result']>;
}
