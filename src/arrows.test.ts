/**
 * The house has one direction: a room imports only rooms to its left, through their door. This test reads every
 * import of the source and holds it against arrows.json; oxlint carries the same table and complains while typing.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const arrows = JSON.parse(readFileSync('src/arrows.json', 'utf8')) as Record<string, string[]>;
const rooms = Object.keys(arrows).sort((a, b) => b.length - a.length);
const roomOf = (path: string): string | undefined => rooms.find((room) => path.startsWith(`src/${room}/`));

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path}`)
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.endsWith('.d.ts'));

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Static, re-exporting and literal dynamic imports of one file; `import type` and `import('x')` types too. */
function importsOf(file: string): Import[] {
  const code = readFileSync(file, 'utf8');
  const { module } = parseSync(file, code);
  const requests = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((entry) => entry.entries.flatMap((part) => part.moduleRequest?.value ?? [])),
    ...module.dynamicImports.map((entry) => code.slice(entry.moduleRequest.start, entry.moduleRequest.end).replace(/['"`]/g, '')),
  ];
  return requests.map((to) => ({ from: file, to }));
}

const imports = sources.flatMap(importsOf);
const resolve = ({ from, to }: Import): string => posix.normalize(posix.join(dirname(from), to.replace(/\?.*$/, '')));
const allows = (room: string, target: string): boolean => arrows[room].some((entry) => target === entry || target.startsWith(`${entry}/`));

test('every source file but the entry stands in a room', () => {
  expect(sources.filter((path) => roomOf(path) === undefined && path !== 'src/main.tsx')).toEqual([]);
});

test('every import follows an arrow of the table, through the door of the room', () => {
  const offences = imports
    .filter(({ to }) => to.startsWith('.'))
    .flatMap((entry) => {
      const [here, there, path] = [roomOf(entry.from), roomOf(resolve(entry)), resolve(entry)];
      // a room inside a room (workers/node) is a second door of the same house part and sees its parent's files
      if (here === undefined || here === there || here.startsWith(`${there}/`)) return [];
      if (there === undefined) return [`${entry.from} imports ${path}, which is in no room`];
      if (!allows(here, there)) return [`${entry.from}: no arrow from ${here} to ${there}`];
      const door = path === `src/${there}/index.ts` || there === 'kernels';
      return door ? [] : [`${entry.from} enters ${there} by ${path}, not by its index.ts`];
    });
  expect(offences).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

test('core and engine touch neither Node nor the page', () => {
  const strangers = imports.filter(
    ({ from, to }) => /^src\/(core|engine)\//.test(from) && (to.startsWith('node:') || /^(react|zustand|comlink|idb-keyval)/.test(to)),
  );
  expect(strangers).toEqual([]);
});

test('oxlint guards the same arrows', () => {
  const lint = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as { overrides: unknown[] };
  expect(lint.overrides).toEqual(
    Object.keys(arrows)
      .filter((room) => room !== 'kernels' && room !== 'scripts')
      .map((room) => overrideFor(room)),
  );
});

/** The lint rule of one room: whatever room it may not import, as patterns relative to anywhere. */
function overrideFor(room: string): unknown {
  const forbidden = Object.keys(arrows).filter((other) => other !== room && other !== 'kernels' && !allows(room, other));
  return {
    files: [`src/${room}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((other) => ({
            group: [`**/${other.split('/').at(-1)}/index.ts`],
            message: `no arrow from ${room} to ${other}`,
          })),
        },
      ],
    },
  };
}
