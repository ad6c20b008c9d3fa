import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../core/lib/index.ts';
import { decidingText, defaultRecipe, parseRecipe, parseRecipeText, searchPresets } from './recipe.ts';

describe('a recipe', () => {
  test('fills what a file leaves out from the defaults', () => {
    expect(parseRecipe({ version: 1 })).toEqual(defaultRecipe);
    expect(parseRecipe({ version: 1, seeds: { search: 7 } }).seeds).toEqual({ data: 1, weights: 1, search: 7 });
  });

  test('names the field, what it is and what would be right', () => {
    const wrong: [unknown, string][] = [
      [{ version: 1, seeds: { search: -1 } }, 'recipe.seeds.search: -1 is not a whole number from 0 to 4294967295'],
      [{ version: 1, memoryModel: 'D' }, 'recipe.memoryModel: "D" is not one of A, B, C'],
      [{ version: 1, budgets: { sramBytes: '64' } }, 'recipe.budgets.sramBytes: "64" is not a whole number from 1 to 67108864'],
      [{ version: 1, training: { sandwich: 1 } }, 'recipe.training.sandwich: 1 is neither true nor false'],
      [{ version: 1, search: 5 }, 'recipe.search: 5 is not an object'],
      [{ version: 1, search: { parents: 50 } }, 'recipe.search.parents: 50 parents cannot come from a population of 40'],
      [{ version: 1, boards: 'x' }, 'recipe: unknown field "boards"; known are task, board, budgets, space, memoryModel, training, search, quant, seeds, view'],
      [{ version: 2 }, 'recipe: is of version 2; this Thimble reads version 1'],
      [{}, 'recipe: has no "version"; this Thimble reads version 1'],
      [[], 'recipe: is not a JSON object'],
    ];
    for (const [value, message] of wrong) expect(() => parseRecipe(value)).toThrow(message);
    expect(() => parseRecipeText('{"version": 1,', 'r.json')).toThrow(/^r\.json: is not whole JSON/);
  });

  test('any JSON with any field replaced is a recipe or is refused as input', () => {
    const paths = Object.entries(defaultRecipe).flatMap(([key, value]) => (typeof value === 'object' ? Object.keys(value as object).map((inner) => [key, inner]) : [[key]]));
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
        const recipe = structuredClone(defaultRecipe) as unknown as Record<string, Record<string, unknown>>;
        if (path.length === 1) recipe[path[0]] = value as never;
        else recipe[path[0]][path[1]] = value;
        try {
          const read = parseRecipe(recipe);
          expect(parseRecipe(JSON.parse(JSON.stringify(read)))).toEqual(read);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message.length).toBeLessThan(300);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('prototype tricks stay data', () => {
    expect(() => parseRecipeText('{"version": 1, "__proto__": {"task": "x"}}')).toThrow(/unknown field "__proto__"/);
    expect(() => parseRecipeText('{"version": 1, "seeds": {"constructor": 1}}')).toThrow(/unknown field "constructor"/);
  });

  test('what is looked at decides nothing, a seed does', () => {
    expect(decidingText({ ...defaultRecipe, view: { selected: 'dscnn_0', panel: 'search' } })).toBe(decidingText(defaultRecipe));
    expect(decidingText({ ...defaultRecipe, seeds: { ...defaultRecipe.seeds, search: 2 } })).not.toBe(decidingText(defaultRecipe));
  });

  test('the published preset is MCUNet supplement D', () => {
    expect(searchPresets.published).toMatchObject({ population: 100, parents: 20, generations: 30, crossovers: 50, mutations: 50, mutationProbability: 0.1 });
  });
});
