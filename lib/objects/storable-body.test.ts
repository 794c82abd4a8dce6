import { expect, test } from 'vitest';
import { storableBody } from './storable-body.ts';

test('[GW-1] objects are stored whatever a provider put into them', () => {
  const plain = { id: 'batch-1', metadata: { a: 'ä \\u0000 😀' } };
  expect(storableBody(plain)).toEqual(plain);
  const clean = { id: 'x' };
  expect(storableBody(clean)).toBe(clean);
  expect(storableBody({ id: 'a\0b', list: ['\ud800', 1, null, true], 'k\0': { deep: '\udfff!' } })).toEqual({
    id: 'a\ufffdb',
    list: ['\ufffd', 1, null, true],
    'k\ufffd': { deep: '\ufffd!' },
  });
});
