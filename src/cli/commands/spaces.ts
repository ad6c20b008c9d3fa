/** thimble spaces: TinyNAS stage 1 on the command line. */
import { finishJob, InputError } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, numberOf, readWords, type Command } from '../command.ts';
import { BUDGET_HELP, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { json, kib, millions, progressTo, table } from '../output.ts';

const SHOWN = 15;

export const spaces: Command = {
  name: 'spaces',
  summary: 'rank search spaces for a board by the mean MACs of networks that fit',
  help: `thimble spaces [--board ID] [--family mcunet|dscnn|toybox] [--samples M] [--seed S] [--json]

Samples M networks in each space, keeps those that fit, ranks by mean MACs (TinyNAS stage 1). Nothing is trained.

  --family F            mcunet: 108 image spaces (default); dscnn: audio spaces; toybox: image spaces small enough to
                        train here
  --samples M           networks per space (default 1000)
  --seed S              default 1
${BUDGET_HELP}
  --json                one JSON object on stdout

Examples
  thimble spaces --board stm32f746 --json
  thimble spaces --board rp2040 --sram 128 --samples 200
  thimble spaces --family dscnn --board nrf52840`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, family: { type: 'string' }, samples: { type: 'string' } }, 0);
    const family = words.text('family') ?? 'mcunet';
    if (family !== 'mcunet' && family !== 'dscnn' && family !== 'toybox') throw new InputError(`"${family.slice(0, 40)}" is no family; mcunet, dscnn and toybox are`, '--family');
    const samples = numberOf(words, 'samples', 1, 1_000_000) ?? 1000;
    const recipe = recipeOf(words);
    const { spaces: rows, networksPerSecond, budget } = await finishJob(nodeHost(0), 'rankSpaces', { recipe, family, samples }, progressTo(io), io.signal);
    if (words.on('json')) {
      io.out(json({ spaces: rows.map(({ cdfMacs: _, ...row }) => row), networksPerSecond, budget }));
    } else {
      const limits = `${budget.board}: SRAM ${kib(budget.sramBytes)} less ${kib(budget.headroomBytes)} head-room, flash ${kib(budget.flashBytes)}`;
      const cells = rows.slice(0, SHOWN).map((row) => [row.id, millions(row.meanMacs), millions(row.p80Macs), `${row.survivors}/${row.samples}`, row.enough ? '' : 'too few to trust']);
      io.out(`${limits}\n${table(['space', 'mean MACs', '80 % below', 'fit', ''], cells)}\n${rows.length} spaces, ${networksPerSecond} networks per second`);
    }
    if (rows.some(({ survivors }) => survivors > 0)) return EXIT.done;
    io.err(`no sampled network of any space fits ${budget.board}: SRAM ${kib(budget.sramBytes - budget.headroomBytes)} after head-room, flash ${kib(budget.flashBytes)}\n`);
    return EXIT.overBudget;
  },
};
