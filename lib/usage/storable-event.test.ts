import { expect, test } from 'vitest';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { storableEvent } from './storable-event.ts';

const calls = new SampleCalls({ seed: 2, tenants: 1 });

test('an event that fits is left as it is', () => {
  for (let index = 0; index < 50; index += 1) {
    const event = calls.event();
    expect(storableEvent(event)).toEqual(event);
    if (event.tags === null) expect(storableEvent(event)).toBe(event);
  }
});

test('names lose what PostgreSQL has no place for, and are cut without breaking a character', () => {
  const event = storableEvent({
    ...calls.event(),
    requestedModel: `a\0b${'x'.repeat(252)}😀`,
    provider: '\udc00',
    errorCode: 'y'.repeat(300),
  });
  expect(event.requestedModel).toBe(`a\ufffdb${'x'.repeat(252)}\ufffd`);
  expect(event.provider).toBe('\ufffd');
  expect(event.errorCode).toHaveLength(256);
});

test('of too many tags the first by name are kept, in whatever order they came', () => {
  const names = Array.from({ length: 100 }, (_, index) => `tag ${String(index).padStart(3, '0')}`);
  const tagsOf = (order: readonly string[]) => Object.fromEntries(order.map((name) => [name, 'value']));
  const kept = storableEvent({ ...calls.event(), tags: tagsOf(names) }).tags;
  expect(Object.keys(kept ?? {})).toEqual(names.slice(0, 64));
  expect(storableEvent({ ...calls.event(), tags: tagsOf(names.toReversed()) }).tags).toEqual(kept);
});

test('counts become what the columns hold', () => {
  const event = calls.settlementOf(calls.hold());
  const stored = storableEvent({
    ...event,
    httpStatus: 70_000,
    latencyMs: Number.POSITIVE_INFINITY,
    firstTokenMs: Number.NaN,
    attempts: -1,
    usage: { input: 2 ** 31, cacheRead: 1.4, cacheWrite: -0.1, output: null, reasoning: 0 },
  });
  expect(stored).toMatchObject({ httpStatus: 32_767, latencyMs: 2_147_483_647, firstTokenMs: null, attempts: 0 });
  expect(stored.usage).toEqual({ input: 2_147_483_647, cacheRead: 1, cacheWrite: null, output: null, reasoning: 0 });
});
