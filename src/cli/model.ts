/** FILE as an int8 model: read, built from a genome or an architecture, or found by running the recipe's search. */
import { basename } from 'node:path';
import { finishJob, type Host, type Recipe } from '../engine/index.ts';
import type { Io, Words } from './command.ts';
import { readCheckpoint, readLabels, readNetwork, recipeOf } from './input.ts';
import { progressTo } from './output.ts';

export interface Model {
  readonly recipe: Recipe;
  /** Name of its file, or its genome, where no recipe is known that found it. */
  readonly from: string | undefined;
  readonly model: Uint8Array;
  readonly weights: 'file' | 'supernet' | 'random' | 'search';
  /** Labels of the outputs, where the folder of a search tells them. */
  readonly labels: { readonly classes?: readonly string[] };
}

/** Says on stderr where the weights are from when they are not what one might think. */
export async function modelOf(word: string, words: Words, host: Host, io: Io): Promise<Model> {
  const { opened, file, recipe: base } = readNetwork(word);
  const recipe = recipeOf(words, base);
  const checkpointFile = words.text('checkpoint');
  const checkpoint = checkpointFile === undefined ? {} : { checkpoint: readCheckpoint(checkpointFile) };
  const tell = progressTo(io);
  if (opened.kind === 'recipe' && opened.recipe.view.selected === null) {
    const { model, classes } = await finishJob(host, 'search', { recipe, ...checkpoint }, tell, io.signal);
    return { recipe, from: undefined, model, weights: 'search', labels: { classes } };
  }
  const { model, weights } = await finishJob(host, 'build', { recipe, file, ...checkpoint }, tell, io.signal);
  if (weights === 'random') io.err('note: no trained weights for this network; random ones stand in, so costs are right and answers are not\n');
  if (weights === 'supernet') io.err('note: weights are the supernet\'s, without fine-tuning\n');
  return { recipe, from: base === undefined ? basename(word) : undefined, model, weights, labels: weights === 'file' ? readLabels(file.path) : {} };
}
