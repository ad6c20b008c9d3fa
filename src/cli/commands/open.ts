/** thimble open: what a link holds. */
import { encodeLink, InputError } from '../../engine/index.ts';
import { EXIT, readWords, type Command } from '../command.ts';
import { writeWhole } from '../folder.ts';
import { readWord } from '../input.ts';
import { json } from '../output.ts';

export const open: Command = {
  name: 'open',
  summary: 'turn a link into a recipe, or a recipe into a link',
  help: `thimble open LINK|RECIPE [--out recipe.json] [--json]

Prints the recipe a link holds, and the link of a recipe; --json prints both as {recipe, link}. Of a link that also tells what
its run gave, that too, as {result}: the sender's word, which "thimble search LINK" holds against a run of its own.

Examples
  thimble open recipe.json --json
  thimble open out/link.txt --out recipe.json
  thimble open '#1....' (a link in quotes, or the whole address it ends)`,
  run(args, io) {
    const words = readWords(args, { out: { type: 'string' }, json: { type: 'boolean' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('LINK is missing; see thimble open --help');
    const { opened } = readWord(word);
    if (opened.kind !== 'recipe') throw new InputError(`is a ${opened.kind}; open takes a link or a recipe`, word);
    const { recipe, told } = opened;
    const link = encodeLink(recipe);
    const out = words.text('out');
    if (out !== undefined) writeWhole(out, `${json(recipe)}\n`);
    io.out(words.on('json') ? json({ recipe, link, ...(told && { result: told }) }) : `${json(recipe)}\n${link}${told ? `\nthe link says: ${json(told)}` : ''}`);
    return Promise.resolve(EXIT.done);
  },
};
