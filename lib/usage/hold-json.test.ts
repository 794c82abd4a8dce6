import { expect, test } from 'vitest';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { holdFromJson, holdToJson } from './hold-json.ts';

const calls = new SampleCalls({ seed: 2, tenants: 1 });

test('a hold survives JSON', () => {
  for (let index = 0; index < 100; index += 1) {
    const hold = { ...calls.hold(), boundNanoUsd: 2n ** 62n };
    expect(holdFromJson(JSON.parse(JSON.stringify(holdToJson(hold))))).toEqual(hold);
  }
});

test('what is no hold is refused', () => {
  const json = holdToJson(calls.hold());
  for (const wrong of [
    null,
    {},
    { ...json, id: 'x' },
    { ...json, boundNanoUsd: 12 },
    { ...json, boundNanoUsd: '-1' },
    { ...json, parts: null },
  ]) {
    expect(() => holdFromJson(wrong)).toThrow();
  }
});
