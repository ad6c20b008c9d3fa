/**
 * What the tests need beside npm's packages, and how it is got on Debian and Ubuntu. Runs before anything is installed,
 * so it uses Node alone. A tool that cannot be had stops the run by its name: nothing is skipped silently.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The packages of the system, each with the command or file that proves it is there, and what it is for. */
export const systemTools = [
  { package: 'gcc', proof: 'gcc', purpose: 'compiles the C bundle on the host, with the address and undefined-behaviour sanitisers' },
  { package: 'make', proof: 'make', purpose: 'runs what CMake generates' },
  { package: 'cmake', proof: 'cmake', purpose: 'builds the C bundle as its user would' },
  { package: 'clang', proof: 'clang', purpose: 'builds the WebAssembly kernels; second compiler of the C bundle' },
  { package: 'lld', proof: 'wasm-ld', purpose: 'links the WebAssembly kernels' },
  { package: 'gcc-arm-none-eabi', proof: 'arm-none-eabi-gcc', purpose: 'compiles the C bundle for Cortex-M' },
  { package: 'libnewlib-arm-none-eabi', proof: '/usr/lib/arm-none-eabi/newlib/libc.a', purpose: 'memcpy and memset on Cortex-M' },
  { package: 'qemu-system-arm', proof: 'qemu-system-arm', purpose: 'runs the Cortex-M build: the oracle of the firmware' },
  { package: 'chromium', proof: 'chromium', purpose: 'browser tests' },
  { package: 'fonts-dejavu-core', proof: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', purpose: 'letters in the browser tests, on machines without fonts' },
];

const has = ({ proof }) => (proof.startsWith('/') ? existsSync(proof) : spawnSync('sh', ['-c', `command -v ${proof}`]).status === 0);

/** Installs the system packages that are missing; throws with their names where that fails. */
export function ensureSystemTools() {
  const missing = systemTools.filter((tool) => !has(tool));
  if (missing.length === 0) return;
  const names = missing.map((tool) => tool.package);
  console.log(`installing system packages: ${names.join(' ')}`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...names);
  const still = missing.filter((tool) => !has(tool));
  if (still.length > 0) {
    throw new Error(
      `cannot install ${still.map((tool) => `${tool.package} (${tool.purpose})`).join(', ')}; ` +
        `install by hand: sudo apt-get install ${still.map((tool) => tool.package).join(' ')}`,
    );
  }
}

/** Node of the right age, and npm's packages as the lock file names them. */
export function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node ${process.versions.node} is too old: 20.19 or later is needed`);
  if (installedAsLocked()) return;
  console.log('installing npm packages');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' });
}

/** True when node_modules holds the very versions of package-lock.json (packages for other platforms aside). */
function installedAsLocked() {
  const installedLock = 'node_modules/.package-lock.json';
  if (!existsSync(installedLock)) return false;
  const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => path === '' || entry.optional || entry.devOptional || installed[path]?.version === entry.version);
}
