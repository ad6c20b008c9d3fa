/**
 * Builds public/kernels/arm/<core>.a: the int8 kernels, their runner, the audio front end and the firmware's start-up as objects, once per
 * Cortex-M core, so that the page links images without a compiler. Same gcc, same bytes: no debug information, no
 * paths, no dates, members in alphabetical order. `node src/kernels/image/build.mjs [OUT_FOLDER]`, from anywhere.
 *
 * The runner's references to kernels are weak (int8/config.h): a linker that is given only the kernels a plan names
 * leaves the others out. What the compiler calls on its own account comes along, memcpy and memset from memory.c,
 * 64-bit and division helpers from libgcc (GPL with the runtime library exception): no archive needs anything beside
 * itself.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const kernels = join(here, '../int8');
const audio = join(here, '../audio');
const PREFIX = process.env.ARM_PREFIX ?? 'arm-none-eabi-';

/** By the name of the core in src/core/boards. Soft float everywhere: nothing computes in floating point, and one archive serves boards with and without an FPU. */
const CORES = { m0plus: 'cortex-m0plus', m3: 'cortex-m3', m4: 'cortex-m4', m7: 'cortex-m7', m33: 'cortex-m33' };
const COMMON = ['-mthumb', '-mfloat-abi=soft', '-ffunction-sections', '-fdata-sections', '-fno-common', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables', '-Wall', '-Wextra', '-Werror'];
const KERNEL_FLAGS = ['-std=c99', '-O2'];
/** memory.c must not become calls to itself. */
const GLUE_FLAGS = ['-std=gnu99', '-Os', '-fno-tree-loop-distribute-patterns'];

/** Start-up that only one chip wants, by the archive it goes into. */
const CHIP_SOURCES = { m0plus: ['boot2_rp2040.S'], m33: ['image_def_rp2350.S'] };

const tool = (name, args, cwd) => execFileSync(PREFIX + name, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
const lines = (text) => text.split('\n').filter((line) => line !== '');
const files = (folder, ending) => readdirSync(folder).filter((file) => file.endsWith(ending)).sort();

/** @returns names of the symbols of objects that are of a `kind` (nm's letters) */
const symbols = (objects, cwd, kinds) => [...new Set(lines(tool('nm', ['-P', ...objects], cwd)).map((line) => line.split(' ')).filter(([, type]) => kinds.includes(type)).map(([name]) => name))];

/** One object per source, in the folder; gcc writes into no object where its source lay. */
function compile(flags, from, sources, folder) {
  if (sources.length > 0) tool('gcc', [...flags, '-c', ...sources.map((source) => join(from, source))], folder);
}

/** Where in libgcc each symbol is defined: name to member. */
function libgccMembers(cpu) {
  const library = tool('gcc', [`-mcpu=${cpu}`, ...COMMON, '-print-libgcc-file-name']).trim();
  const members = new Map();
  for (const line of lines(tool('nm', ['-A', '-P', library]))) {
    const found = /\[(.+)\]: (\S+) [TW] /.exec(line);
    if (found !== null && !members.has(found[2])) members.set(found[2], found[1]);
  }
  return { library, members };
}

/** Adds members of libgcc until nothing is undefined but the linker's own symbols, all named thimble_*. */
function closeOverLibgcc(cpu, folder) {
  const { library, members } = libgccMembers(cpu);
  for (;;) {
    const objects = files(folder, '.o');
    const defined = new Set(symbols(objects, folder, 'TWDBRV'));
    const missing = symbols(objects, folder, 'U').filter((name) => !defined.has(name) && !name.startsWith('thimble_')).sort();
    if (missing.length === 0) return;
    for (const name of missing) {
      const member = members.get(name);
      if (member === undefined) throw new Error(`${cpu}: ${name} is defined neither here nor in libgcc`);
      tool('ar', ['x', library, member], folder);
    }
  }
}

const sources = [kernels, audio, here].flatMap((folder) => files(folder, '.c'));
const twice = sources.filter((file, i) => sources.indexOf(file) !== i);
if (twice.length > 0) throw new Error(`${twice} would be the same member twice; rename one`);

function build(core, cpu, out) {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-arm-'));
  try {
    compile([`-mcpu=${cpu}`, ...COMMON, ...KERNEL_FLAGS], kernels, files(kernels, '.c'), folder);
    compile([`-mcpu=${cpu}`, ...COMMON, ...KERNEL_FLAGS, `-I${kernels}`], audio, files(audio, '.c'), folder);
    compile([`-mcpu=${cpu}`, ...COMMON, ...GLUE_FLAGS], here, [...files(here, '.c'), ...(CHIP_SOURCES[core] ?? [])], folder);
    closeOverLibgcc(cpu, folder);
    tool('strip', ['--strip-debug', '-R', '.comment', '-R', '.note*', '-R', '.ARM.exidx*', '-R', '.ARM.extab*', ...files(folder, '.o')], folder);
    tool('ar', ['rcsD', 'all.a', ...files(folder, '.o')], folder);
    mkdirSync(out, { recursive: true });
    copyFileSync(join(folder, 'all.a'), join(out, `${core}.a`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const out = resolve(process.argv[2] ?? join(here, '../../../public/kernels/arm'));
for (const [core, cpu] of Object.entries(CORES)) build(core, cpu, out);
