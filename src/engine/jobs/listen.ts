/**
 * A network listens to one second: sound of any rate becomes 16-bit samples at 16 kHz, the front end makes features of
 * them, the network answers; in the page at once, and on the simulated board as the board would, counted.
 */
import { listens } from '../../core/codegen/index.ts';
import { CLIP_SAMPLES, decodeTaskHead, KEYWORD_QUANT, KEYWORD_SHAPE, keywordFeatures, oneSecond, pcm16, SAMPLE_RATE_HZ } from '../../core/data/index.ts';
import { argmax, InputError, sameBytes } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { runInt8, type Int8Net } from '../../core/quant/index.ts';
import { listenSteps, simulate, simulatedLatency, type Tally } from '../../core/sim/index.ts';
import { confidenceOf } from '../confidence.ts';
import type { Host } from '../host.ts';
import { liveNetwork } from '../live.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { Recipe } from '../recipe.ts';
import type { BoardTime, ListenResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';

const KEYWORDS = 'tasks/keywords.bin';
const SLOWEST_HZ = 1000;
const FASTEST_HZ = 768_000;
/** A minute at 48 kHz. */
const MOST_SAMPLES = 60 * 48_000;

export async function* listen(host: Host, input: Jobs['listen']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ListenResult> {
  const { recipe, classes } = input;
  const progress = new Progress<null>(host, signal, () => null);
  const { given, compiled, board, runner, session, onBoard } = await liveNetwork(host, { ...input, listens: true }, refuseDeaf);
  const sound = secondOf(input);
  const features = keywordFeatures(sound);
  const labels = classes ?? (await wordsOf(host, recipe, given));
  const output = session.run(features);
  const expected = runInt8(given, features);

  const scores = output.subarray(0, elements(given.net.tensors[given.net.outputs[0]].shape));
  const top = argmax(scores);
  const confidence = confidenceOf(given, scores);
  const answer = {
    features: [...features], output: [...output], top, topLabel: labels?.[top] ?? null,
    certainty: confidence[top], confidence,
  };
  if (typeof onBoard === 'string') {
    const { latencyMs } = simulate(runner, compiled.int8Net, compiled.plan, [], board);
    return { ...answer, frontEnd: null, network: null, latency: latencyMs, ramBytes: null, stackBytes: null, equalsReference: sameBytes(output, expected), notSimulated: onBoard };
  }
  progress.enter('board', 1, 'seconds of sound');
  const time = ({ instructions, cycles }: Tally): BoardTime => ({ instructions, cycles, ms: simulatedLatency(board, cycles).value });
  const heard = yield* progress.drive(listenSteps(onBoard.device, sound), () => {});
  const { frontEnd, stretch, network, ramBytes, stackBytes } = heard;
  return {
    ...answer, frontEnd: { ...time(frontEnd), stretch: time(stretch) }, network: time(network),
    latency: simulatedLatency(board, frontEnd.cycles + network.cycles), ramBytes: { frontEnd: ramBytes, image: onBoard.ramBytes }, stackBytes,
    equalsReference: sameBytes(output, expected) && sameBytes(heard.features, features) && sameBytes(heard.output, expected), notSimulated: null,
  };
}

/** The built-in words, where there are as many as outputs: whoever listens to one second after another has no time to unpack the task. */
async function wordsOf({ readAsset }: Host, { task }: Recipe, { net }: Int8Net): Promise<readonly string[] | undefined> {
  if (task !== 'keywords') return undefined;
  const { classes } = decodeTaskHead(await readAsset(KEYWORDS), KEYWORDS);
  return classes.length === elements(net.tensors[net.outputs[0]].shape) ? classes : undefined;
}

/** @throws InputError for a network that does not take one second of sound as this front end gives it */
function refuseDeaf(given: Int8Net): void {
  if (listens(given)) return;
  const { net, tensors } = given;
  const { scale, zeroPoint } = tensors[net.inputs[0]];
  throw new InputError(`takes ${net.inputs.map((id) => net.tensors[id].shape.join(' x ')).join(', ')} as (q - ${zeroPoint}) * ${scale}; the audio front end gives ${KEYWORD_SHAPE.join(' x ')}, one second of sound, as (q - ${KEYWORD_QUANT.zeroPoint}) * ${KEYWORD_QUANT.scale}`, net.name);
}

/** 16 000 samples of 16 bits. @throws InputError for no sound, or a rate that no microphone has */
function secondOf({ samples, sampleRate }: Jobs['listen']['input']): Int16Array {
  if (!(sampleRate >= SLOWEST_HZ && sampleRate <= FASTEST_HZ)) throw new InputError(`a rate of ${sampleRate} Hz; ${SLOWEST_HZ} to ${FASTEST_HZ} Hz are taken`, 'sound');
  if (samples.length === 0 || samples.length > MOST_SAMPLES) throw new InputError(`${samples.length} samples; 1 to ${MOST_SAMPLES} are taken at once`, 'sound');
  if (samples instanceof Int16Array && sampleRate === SAMPLE_RATE_HZ && samples.length === CLIP_SAMPLES) return samples;
  const fractions = samples instanceof Float32Array ? samples : Float32Array.from(samples, (sample) => sample / 32768);
  const bad = fractions.findIndex((sample) => !Number.isFinite(sample));
  if (bad >= 0) throw new InputError(`sample ${bad} is ${fractions[bad]}, not a number`, 'sound');
  return pcm16(oneSecond({ sampleRate, samples: fractions }));
}
