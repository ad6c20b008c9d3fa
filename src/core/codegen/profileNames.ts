/** layers.h of a bundle: the layer that each op of the plan belongs to, for the lines that profile.c prints. */
import type { ArenaPlan } from '../memory/index.ts';
import type { Net } from '../net/index.ts';
import { stringLiteral, wrapped } from './cText.ts';
import type { Lowered } from './lower.ts';

/** One cell of a table with commas. */
const cell = (name: string): string => name.replace(/[\s,;"]+/g, ' ').trim();

/** A stage that runs patch by patch is one layer, the network's first: its own ops are timed as a whole. */
export function layersHeader({ nodes }: Net, { ops }: Lowered, { patch }: ArenaPlan): string {
  const steps = new Map(nodes.map((node, step) => [node, step]));
  const stage = patch === null ? 0 : patch.steps + 1;
  const rows = ops.map(({ node }, i) => {
    if (i >= stage) return `{ ${steps.get(node) ?? 0}, ${stringLiteral(cell(node.name))} }`;
    return `{ 0, ${stringLiteral(cell(`${nodes[0].name} to ${node.name} in patches`))} }`;
  });
  return `/* The number and name of each op's layer. */
#ifndef LAYERS_H
#define LAYERS_H

#define MODEL_OPS ${ops.length}

static const struct { int layer; const char *name; } model_ops[MODEL_OPS] = {
${wrapped(rows, '  ', ', ')}
};

#endif
`;
}
