/** Which Thimble this is: what package.json says, of the clone that the program lies in, built or not. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function version(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    const read = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { readonly name?: unknown; readonly version?: unknown }) : {};
    if (read.name === 'thimble') return String(read.version);
  }
  return 'of no known version';
}
