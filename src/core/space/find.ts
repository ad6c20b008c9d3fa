/** A space from its id: ids carry every option, so that a genome's text alone says what network it is. */
import { InputError } from '../lib/index.ts';
import { dscnnSpace, dscnnWide } from './dscnn.ts';
import { mcunetSpace } from './mcunet.ts';
import type { Space } from './space.ts';
import { toyboxSpace } from './toybox.ts';

const MCUNET = /^mcunet-w(\d(?:\.\d{1,2})?)-r(\d{2,3})(?:-e([2-9]{1,8}))?(?:-c(\d{1,4}))?$/;
const DSCNN = /^dscnn(?:-i(\d{1,4})x(\d{1,3}))?(?:-(wide|(?:w\d(?:\.\d{1,3})?){1,5}))?(?:-c(\d{1,4}))?$/;
const TOYBOX = /^toybox(?:-((?:w\d(?:\.\d{1,2})?){1,3}))?(?:-((?:r\d{2,3}){1,6}))?(-grey)?(?:-c(\d{1,4}))?$/;

/**
 * @param id e.g. `mcunet-w0.5-r144`, `mcunet-w0.5-r144-e3456-c10`, `dscnn`, `dscnn-w0.5`, `toybox-w0.5-r32r64-c2`
 * @throws InputError when no space bears that id, or bears it in another spelling
 */
export function findSpace(id: string): Space {
  const space = parse(id);
  if (space === null) {
    throw new InputError(`"${id.slice(0, 60)}" is no search space; examples are mcunet-w0.5-r144, mcunet-w0.5-r144-e3456-c10, dscnn, dscnn-w0.5 and toybox`);
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
    const [, rows, columns, widths, classes] = audio as (string | undefined)[];
    const make = widths === 'wide' ? dscnnWide : dscnnSpace;
    return make({
      ...(rows === undefined ? {} : { input: [Number(rows), Number(columns)] }),
      ...(widths === undefined || widths === 'wide' ? {} : { widths: listOf(widths, 'w') }),
      ...(classes === undefined ? {} : { classes: Number(classes) }),
    });
  }
  const toybox = TOYBOX.exec(id);
  if (toybox) {
    const [, widths, resolutions, grey, classes] = toybox as (string | undefined)[];
    return toyboxSpace({
      ...(widths === undefined ? {} : { widths: listOf(widths, 'w') }),
      ...(resolutions === undefined ? {} : { resolutions: listOf(resolutions, 'r') }),
      ...(grey === undefined ? {} : { channels: 1 }),
      ...(classes === undefined ? {} : { classes: Number(classes) }),
    });
  }
  return null;
}

/** `w0.5w1` to [0.5, 1]. */
const listOf = (text: string, letter: string): number[] => text.split(letter).slice(1).map(Number);
