import { expect, test } from 'vitest';
import { peakOf } from './peak.ts';

const tensor = (id: number, name: string, offset: number, bytes: number, first: number, last: number) => ({ id, name, offset, bytes, first, last });

test('the sum of the peak is input and output of the fullest step, and a tensor in place adds nothing', () => {
  const arena = {
    bytes: 300, lowerBound: 300, steps: ['expand', 'depthwise', 'project'],
    tensors: [tensor(0, 'input', 200, 100, 0, 0), tensor(1, 'wide', 0, 200, 0, 1), tensor(2, 'wide2', 0, 200, 1, 2), tensor(3, 'out', 200, 60, 2, 2)],
    scratch: [{ step: 1, offset: 200, bytes: 40 }],
  };
  expect(peakOf(arena)).toEqual({ step: 0, parts: [{ name: 'wide', bytes: 200, inPlaceOf: null }, { name: 'input', bytes: 100, inPlaceOf: null }], bytes: 300, gaps: 0 });
  const depthwise = peakOf({ ...arena, tensors: arena.tensors.slice(1, 3), bytes: 240, steps: ['expand', 'depthwise'] });
  expect(depthwise).toMatchObject({ step: 1, bytes: 240, gaps: 0, parts: [{ name: 'wide' }, { name: 'wide2', bytes: 0, inPlaceOf: 'wide' }, { name: 'scratch', bytes: 40 }] });
});
