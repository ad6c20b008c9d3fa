/**
 * How fast is stage 1? Draws, builds and judges m = 1000 networks in each of the 108 spaces for one board, on one
 * thread, and prints networks per second. The slow path (the same networks through the IR) is timed on a few for
 * comparison. `npm run bench:spaces [-- --json]`.
 */
import { performance } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { findBoard } from '../core/boards/index.ts';
import { boardBudget, judge } from '../core/cost/index.ts';
import { Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { rankSpaces, STAGE1_SAMPLES } from '../core/search/index.ts';
import { mcunetGrid, sampleGenome, toArchitecture } from '../core/space/index.ts';
import { runMain } from './train/commandLine.ts';

const SLOW_PER_SPACE = 5;

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function main(): void {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: { json: { type: 'boolean', default: false }, board: { type: 'string', default: 'stm32f746' }, seed: { type: 'string', default: '1' } },
  });
  const board = findBoard(values.board);
  const budget = boardBudget(board);
  const networks = mcunetGrid().length * STAGE1_SAMPLES;
  let best = '';
  // the first run is the figure: it includes laying out the spaces and the engine's warming up
  const total = seconds(() => {
    const [first] = rankSpaces(mcunetGrid(), budget, values.seed);
    best = first.space.id;
  });
  const again = seconds(() => rankSpaces(mcunetGrid(), budget, values.seed));
  const slow = seconds(() => {
    for (const space of mcunetGrid()) {
      const rng = new Rng(values.seed).fork(space.id);
      for (let i = 0; i < SLOW_PER_SPACE; i++) judge(buildNet(toArchitecture(space, sampleGenome(space, rng))), budget, null);
    }
  });
  const result = {
    board: board.id,
    networks,
    seconds: total,
    networksPerSecond: Math.round(networks / total),
    warmSeconds: again,
    warmNetworksPerSecond: Math.round(networks / again),
    slowNetworksPerSecond: Math.round((mcunetGrid().length * SLOW_PER_SPACE) / slow),
    best,
  };
  if (values.json) {
    stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  stdout.write(
    [
      `board: ${result.board}`,
      `networks: ${result.networks}`,
      `total seconds: ${result.seconds.toFixed(3)} (again, warm: ${result.warmSeconds.toFixed(3)})`,
      `networks per second: ${result.networksPerSecond} (warm: ${result.warmNetworksPerSecond})`,
      `networks per second through the IR, the slow reference: ${result.slowNetworksPerSecond}`,
      `best space: ${result.best}`,
      '',
    ].join('\n'),
  );
}

await runMain(main);
