import { describe, expect, expectTypeOf, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import type { CallStatus, ChargedBudget, CostState, Hold, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';
import { Random } from '#tests/support/random.ts';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { RecordNotReadable } from './byte-reader.ts';
import { ByteWriter, RecordNotEncodable } from './byte-writer.ts';
import { decodeRecord } from './decode-record.ts';
import { encodeHold, encodeSeal, encodeSettle } from './encode-record.ts';
import { frameBytesMax } from './frame.ts';
import {
  type JournalRecord,
  recordKind,
  recordVersion,
  storedCostStates,
  storedPartKinds,
  storedStatuses,
  storedUsageSources,
} from './record.ts';

const calls = new SampleCalls({ seed: 5, tenants: 4 });
const writer = new ByteWriter(frameBytesMax);

function payload(encode: (into: ByteWriter) => void): Buffer {
  writer.position = 0;
  encode(writer);
  return Buffer.from(writer.bytes.subarray(0, writer.position));
}

const decode = (bytes: Buffer, kind: number, version = recordVersion): JournalRecord =>
  decodeRecord(bytes, { offset: 0, end: bytes.length, version, kind, payloadStart: 0, payloadEnd: bytes.length });

const settle = (event: UsageEvent) =>
  decode(
    payload((into) => encodeSettle(into, event, 9)),
    recordKind.settle,
  );

describe('record codec', () => {
  test('holds and settlements come back as they were', () => {
    for (let index = 0; index < 500; index += 1) {
      const hold = calls.hold();
      expect(
        decode(
          payload((into) => encodeHold(into, hold)),
          recordKind.hold,
        ),
      ).toEqual({ kind: 'hold', hold });
      const event = index % 5 === 0 ? calls.refused() : calls.settlementOf(hold);
      expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
    }
    expect(
      decode(
        payload((into) => encodeSeal(into, 12, 34_567)),
        recordKind.seal,
      ),
    ).toEqual({ kind: 'seal', holds: 12, settles: 34_567 });
  });

  test('the budgets of a call come back with it', () => {
    const period = { budgetId: newUuid(), periodStartMs: Date.UTC(2026, 10, 1), periodEndMs: Date.UTC(2026, 11, 1) };
    const budgets: ChargedBudget[] = [
      { ...period, kind: 'lease', leaseId: newUuid() },
      { ...period, kind: 'direct', leaseId: null, periodStartMs: 0 },
      { ...period, kind: 'soft', leaseId: null, periodEndMs: period.periodStartMs + 1 },
    ];
    const hold = { ...calls.hold(), parts: budgets.map((budget, index) => ({ ...budget, amountNanoUsd: 10n ** BigInt(index * 9) })) };
    const heldBytes = payload((into) => encodeHold(into, hold));
    expect(decode(heldBytes, recordKind.hold)).toEqual({ kind: 'hold', hold });
    const parts = budgets.map((budget) => ({ ...budget, coveredNanoUsd: 5n, costNanoUsd: 7n }));
    const event = { ...calls.settlementOf(hold), parts };
    expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
  });

  test('records of version 1, from before there were budgets, are still read', () => {
    const hold = calls.hold();
    const heldBytes = payload((into) => encodeHold(into, hold));
    expect(decode(heldBytes, recordKind.hold, 1)).toEqual({ kind: 'hold', hold });
    const event = calls.settlementOf(hold);
    const settledBytes = payload((into) => encodeSettle(into, event, 9));
    expect(decode(settledBytes.subarray(0, -1), recordKind.settle, 1)).toEqual({ kind: 'settle', heldIn: 9, event });
  });

  test('texts of any script and length, extreme amounts and odd tags survive', () => {
    const base = calls.settlementOf(calls.hold());
    for (const requestedModel of ['', 'ä', '模型', 'x'.repeat(42), 'é'.repeat(42), '😀'.repeat(21), '模'.repeat(43), 'y'.repeat(5000)]) {
      expect(settle({ ...base, requestedModel })).toMatchObject({ event: { requestedModel } });
    }
    const tags = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', ''],
      ['', 'empty name'],
      ['7', 'seven'],
    ]);
    const event = { ...base, tags, costNanoUsd: 2n ** 63n - 1n, boundNanoUsd: -(2n ** 63n), latencyMs: 2 ** 40, httpStatus: 0 };
    expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
  });

  test('what a provider reports wrongly is not a reason to lose the call', () => {
    const base = calls.settlementOf(calls.hold());
    const usage = { input: -1, cacheRead: Number.NaN, cacheWrite: 1.5, output: Number.POSITIVE_INFINITY, reasoning: 0 };
    expect(settle({ ...base, usage, latencyMs: 12.6, firstTokenMs: 3.2 })).toMatchObject({
      event: { usage: { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: 0 }, latencyMs: 13, firstTokenMs: 3 },
    });
  });

  test('what has no encoding is refused before anything is written', () => {
    const event = calls.settlementOf(calls.hold());
    const refused: UsageEvent[] = [
      { ...event, id: 'req_123' },
      { ...event, id: `${event.id.slice(0, 35)}g` },
      { ...event, id: `${event.id.slice(0, 35)}é` },
      { ...event, costNanoUsd: 2n ** 63n },
      { ...event, httpStatus: Number.NaN },
      { ...event, tags: { big: 'x'.repeat(frameBytesMax) } },
      { ...event, tags: Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`tag ${index}`, 'some value'])) },
    ];
    for (const one of refused) expect(() => payload((into) => encodeSettle(into, one, 0))).toThrow(RecordNotEncodable);
  });

  test('a payload cut at any length, or followed by more, is not read', () => {
    const [hold, event] = [calls.hold(), calls.settlementOf(calls.hold())];
    const payloads = [
      [recordKind.hold, payload((into) => encodeHold(into, hold))],
      [recordKind.settle, payload((into) => encodeSettle(into, event, 1))],
    ] as const;
    for (const [kind, bytes] of payloads) {
      for (let length = 0; length < bytes.length; length += 1) {
        expect(() => decode(bytes.subarray(0, length), kind)).toThrow(RecordNotReadable);
      }
      expect(() => decode(Buffer.concat([bytes, Buffer.of(0)]), kind)).toThrow(RecordNotReadable);
    }
  });

  test('any bytes decode or are refused, and nothing else happens', () => {
    const random = new Random(3);
    for (let round = 0; round < 5000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256)));
      try {
        decode(bytes, 1 + random.below(3));
      } catch (error) {
        expect(error).toBeInstanceOf(RecordNotReadable);
      }
    }
    expect(() => decode(Buffer.alloc(10), 99)).toThrow(RecordNotReadable);
    expect(() => decode(Buffer.alloc(10), recordKind.seal, 3)).toThrow(RecordNotReadable);
  });

  test('the stored lists name every value of their types', () => {
    expectTypeOf<(typeof storedStatuses)[number]>().toEqualTypeOf<CallStatus>();
    expectTypeOf<(typeof storedUsageSources)[number]>().toEqualTypeOf<UsageSource>();
    expectTypeOf<(typeof storedCostStates)[number]>().toEqualTypeOf<CostState>();
    expectTypeOf<Hold['boundKind']>().toEqualTypeOf<'exact' | 'estimate'>();
    expectTypeOf<(typeof storedPartKinds)[number]>().toEqualTypeOf<ChargedBudget['kind']>();
    // Positions are on disk: a reordered list would read every old journal wrongly.
    expect(storedStatuses).toEqual(['succeeded', 'failed', 'refused', 'cancelled', 'interrupted']);
    expect(storedUsageSources).toEqual(['provider', 'counted', 'presumed', 'none']);
    expect(storedPartKinds).toEqual(['lease', 'direct', 'soft']);
    expect(storedCostStates).toEqual(['priced', 'zero', 'unpriced', 'not_billed']);
  });
});
