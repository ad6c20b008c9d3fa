/**
 * Instructions of these architectures that the simulator leaves out, named, so that the trap says what a program wanted
 * and not only where: TrustZone's, coprocessors', vectors', the loops of Armv8.1-M, and what is left of floating point. They have fewer fixed
 * bits than the rows that are simulated, or are none of theirs. Source: Armv7-M ARM, A5.3 and A6.4; Armv8-M ARM, C2.2 and C2.4 (DLS, WLS, LE, LCTP).
 */
import { row, type Row } from '../decode/pattern.ts';
import type { Feature } from '../ir/lifter.ts';

const missing = (name: string, pattern: string, needs: Feature, what: string): Row => row(name, pattern, needs, 'system', () => `${what} not simulated`);
const TRUSTZONE = 'TrustZone is';
const COPROCESSORS = 'coprocessors are';
const LOOPS = 'low-overhead loops of Armv8.1-M are';

const trustZone: readonly Row[] = [
  missing('SG', '1110100101111111 1110100101111111', 'v8m', TRUSTZONE),
  missing('TT', '111010000100 nnnn 1111 dddd a t 000000', 'v8m', TRUSTZONE),
  missing('BXNS', '010001110 mmmm 100', 'v8m', TRUSTZONE),
  missing('BLXNS', '010001111 mmmm 100', 'v8m', TRUSTZONE),
  missing('VLSTM', '111011000010 nnnn 0000101000000000', 'v8m', TRUSTZONE),
  missing('VLLDM', '111011000011 nnnn 0000101000000000', 'v8m', TRUSTZONE),
];

/** Those of the second space have a 2 behind the name. */
const coprocessors: readonly Row[] = (['', '2'] as const).flatMap((second) => {
  const space = second === '' ? '1110' : '1111';
  return [
    missing(`MCR${second}`, `${space}1110 ooo 0 nnnn tttt cccc qqq 1 mmmm`, 'v7m', COPROCESSORS),
    missing(`MRC${second}`, `${space}1110 ooo 1 nnnn tttt cccc qqq 1 mmmm`, 'v7m', COPROCESSORS),
    missing(`CDP${second}`, `${space}1110 oooo nnnn dddd cccc qqq 0 mmmm`, 'v7m', COPROCESSORS),
    missing(`MCRR${second}`, `${space}11000100 uuuu tttt cccc oooo mmmm`, 'v7m', COPROCESSORS),
    missing(`MRRC${second}`, `${space}11000101 uuuu tttt cccc oooo mmmm`, 'v7m', COPROCESSORS),
    missing(`STC${second}`, `${space}110 p u d w 0 nnnn eeee cccc iiiiiiii`, 'v7m', COPROCESSORS),
    missing(`LDC${second}`, `${space}110 p u d w 1 nnnn eeee cccc iiiiiiii`, 'v7m', COPROCESSORS),
  ];
});

/** Coprocessors 10 and 11; and what Armv7-A has as Advanced SIMD, Armv8.1-M as MVE. */
const vectors: readonly Row[] = [
  ...['1110110 ooooooooo', '11101110 oooooooo', '11111110 oooooooo'].map((first) => missing('VFP', `${first} oooo 101 ooooooooo`, 'fp4', 'this floating-point encoding is')),
  ...['11101111', '11111111'].map((first) => missing('MVE', `${first} oooooooo oooooooooooooooo`, 'v7m', 'vectors are')),
];

/** Of Armv8.1-M (Cortex-M55 and later); on the cores here these encodings are undefined. `TP` counts lanes of vectors. */
const loops: readonly Row[] = [
  ...[['', '0100'], ['TP', '00ss']].flatMap(([lanes, bits]) => [
    missing(`DLS${lanes}`, `11110000 ${bits} nnnn 1110000000000001`, 'v7m', LOOPS),
    missing(`WLS${lanes}`, `11110000 ${bits} nnnn 1100 iiiiiiiiiii 1`, 'v7m', LOOPS),
  ]),
  missing('LE', '11110000 00b0 1111 1100 iiiiiiiiiii 1', 'v7m', LOOPS),
  missing('LETP', '1111000000011111 1100 iiiiiiiiiii 1', 'v7m', LOOPS),
  missing('LCTP', '1111000000001111 1110000000000001', 'v7m', LOOPS),
];

export const notSimulated: readonly Row[] = [...trustZone, ...coprocessors, ...vectors, ...loops];
