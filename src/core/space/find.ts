/** A space from its id: ids carry every option, so that a genome's text alone says what network it is. */
import { InputError } from '../lib/index.ts';
import { dscnnSpace } from './dscnn.ts';
import { mcunetSpace } from './mcunet.ts';
import type { Space } from './space.ts';

const MCUNET = /^mcunet-w(\d(?:\.\d{1,2})?)-r(\d{2,3})(?:-e([2-9]{1,8}))?(?:-c(\d{1,4}))?$/;
const DSCNN = /^dscnn(?:-((?:w\d(?:\.\d{1,2})?){1,3}))?(?:-c(\d{1,4}))?$/;

/**
 * @param id e.g. `mcunet-w0.5-r144`, `mcunet-w0.5-r144-e3456-c10`, `dscnn`, `dscnn-w0.5`
 * @throws InputError when no space bears that id, or bears it in another spelling
 */
export function findSpace(id: string): Space {
  const space = parse(id);
  if (space === null) {
    throw new InputError(`"${id.slice(0, 60)}" is no search space; examples are mcunet-w0.5-r144, mcunet-w0.5-r144-e3456-c10, dscnn and dscnn-w0.5`);
  }
  if (space.id !== id) throw new InputError(`search space "${id}" is spelled "${space.id}"`);
  return space;
}

function parse(id: string): Space | null {
  if (id.length > 60) return null;
  const image = MCUNET.exec(id);
  if (image) {
    const [, width, resolution, expands, classes] = image as (string | undefined)[];
    return mcunetSpace({
      width: Number(width),
      resolution: Number(resolution),
      ...(expands === undefined ? {} : { expands: Array.from(expands, Number) }),
      ...(classes === undefined ? {} : { classes: Number(classes) }),
    });
  }
  const audio = DSCNN.exec(id);
  if (audio) {
    const [, widths, classes] = audio as (string | undefined)[];
    return dscnnSpace({
      ...(widths === undefined ? {} : { widths: widths.split('w').slice(1).map(Number) }),
      ...(classes === undefined ? {} : { classes: Number(classes) }),
    });
  }
  return null;
}
