import { describe, expect, expectTypeOf, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import type { CacheState, CallStatus, ChargedBudget, CostState, Hold, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';
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
  storedCacheStates,
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

const version2 = {
  hold:
    '1QMBk2seegBwAIAAAAAAAAABAZNrHnoAcACAAAAAAAAAAgGTax56AHAAgAAAAAAAAAMBk2seegBwAIAAAAAAAAAEF29wZW5haS5jaGF0X2NvbXBsZXRpb25zBGZhc3QG' +
    'b3BlbmFpC2dwdC00by1taW5pAgNhcHADY3JtAZNrHnoAcACAAAAAAAAABgRjb2RlQEIPAAAAAAAAAQIBk2seegBwAIAAAAAAAAAFgKCWqK4ygJD70wkAAAAAAAAAAA==',
  settle:
    'AwAAANUDAZNrHnoAcACAAAAAAAAAAQGTax56AHAAgAAAAAAAAAIBk2seegBwAIAAAAAAAAADAZNrHnoAcACAAAAAAAAABBdvcGVuYWkuY2hhdF9jb21wbGV0aW9ucwRm' +
    'YXN0Bm9wZW5haQtncHQtNG8tbWluaQIDYXBwA2NybQGTax56AHAAgAAAAAAAAAYEY29kZQDIAQAADQEAIwG4VgAAAAAAAEBCDwAAAAAAAAAAAAAAAACsBlsBAAADAAAA' +
    'AAAAAAABAgGTax56AHAAgAAAAAAAAAWAoJaorjKAkPvTCQAAAAAAAAAAuFYAAAAAAAA=',
};
const storedId = (last: number): string => `01936b1e-7a00-7000-8000-00000000000${last}`;
const storedPart = {
  kind: 'soft' as const,
  leaseId: null,
  budgetId: storedId(5),
  periodStartMs: Date.UTC(2024, 10),
  periodEndMs: Date.UTC(2024, 11),
};
const storedCall = {
  id: storedId(1),
  attribution: { tenantId: storedId(2), departmentId: null, teamId: storedId(3), userId: null, keyId: storedId(4) },
  ...{ protocol: 'openai.chat_completions', streamed: true, requestedModel: 'fast', connectionId: null, provider: 'openai' },
  ...{ model: 'gpt-4o-mini', routeId: storedId(6), taskType: 'code', tags: { app: 'crm' } },
};
const version2Hold: Hold = { ...storedCall, boundNanoUsd: 1_000_000n, boundKind: 'exact', parts: [{ ...storedPart, amountNanoUsd: 0n }] };
const version2Event: UsageEvent = {
  ...storedCall,
  ...{ status: 'succeeded', httpStatus: 200, errorCode: null, usageSource: 'provider', costState: 'priced', priceVersionId: null },
  usage: { input: 12, cacheRead: 0, cacheWrite: null, output: 34, reasoning: 0 },
  ...{ costNanoUsd: 22_200n, boundNanoUsd: 1_000_000n, overrunNanoUsd: 0n, savedNanoUsd: 0n },
  ...{ latencyMs: 812, firstTokenMs: 90, attempts: 1, cacheState: 'miss' },
  parts: [{ ...storedPart, coveredNanoUsd: 0n, costNanoUsd: 22_200n }],
};

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

  test('[COST-2] the project, the environment and the cost centers of a call come back with it, also of a budget that pays a share', () => {
    const costShares = [
      { costCenterId: newUuid(), partsPerMillion: 999_999 },
      { costCenterId: newUuid(), partsPerMillion: 1 },
    ];
    const part = { kind: 'lease' as const, leaseId: newUuid(), budgetId: newUuid(), periodStartMs: 0, periodEndMs: 86_400_000 };
    for (const work of [{ projectId: newUuid() }, { environmentId: newUuid() }, { costShares }, { projectId: newUuid(), costShares }]) {
      const plain = calls.hold();
      const { tenantId, departmentId, teamId, userId, keyId } = plain.attribution;
      const parts = [{ ...part, costCenterId: costShares[1]?.costCenterId ?? '', amountNanoUsd: 5n }];
      const hold = { ...plain, attribution: { tenantId, departmentId, teamId, userId, keyId, ...work }, parts };
      const bytes = payload((into) => encodeHold(into, hold));
      expect(decode(bytes, recordKind.hold)).toStrictEqual({ kind: 'hold', hold });
      const event = {
        ...calls.settlementOf(hold),
        parts: parts.map(({ amountNanoUsd, ...one }) => ({ ...one, coveredNanoUsd: amountNanoUsd, costNanoUsd: 1n })),
      };
      expect(settle(event)).toMatchObject({ event: { attribution: hold.attribution, parts: event.parts } });
    }
  });

  test('[COST-2] what policies said of a call comes back with it, and records of version 3, that knew no policies, are still read', () => {
    const policies = [{ id: newUuid(), version: 3, mode: 'shadow' as const, actions: ['deny', 'log'] }];
    const event = { ...calls.settlementOf(calls.hold()), policy: { outcome: 'allow' as const, policies } };
    expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
    const plain = calls.settlementOf(calls.hold());
    // Version 3 ended before the two texts that are empty here, and the flags.
    const bytes = payload((into) => encodeSettle(into, plain, 9));
    expect(decode(bytes.subarray(0, -3), recordKind.settle, 3)).toEqual({ kind: 'settle', heldIn: 9, event: plain });
  });

  test('[GOV-2] the class of a call comes back with it, and records of version 4, that knew none, are still read', () => {
    const found = { request: { email: 2 }, answer: { iban: 1 } };
    const event = {
      ...calls.settlementOf(calls.hold()),
      classification: { class: 'restricted', by: 'found', action: 'redacted', ...found } as const,
    };
    expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
    const plain = calls.settlementOf(calls.hold());
    const bytes = payload((into) => encodeSettle(into, plain, 9));
    expect(decode(bytes.subarray(0, -2), recordKind.settle, 4)).toEqual({ kind: 'settle', heldIn: 9, event: plain });
  });

  test('[COST-2] how a call came to its target comes back with it, and records of version 5, that did not tell it, are still read', () => {
    const target = { connectionId: newUuid(), provider: 'openai', model: 'gpt-4o' };
    const failed = [
      { ...target, fault: 'server_error' as const, errorCode: 'provider_error', httpStatus: 503, durationMs: 812 },
      { ...target, fault: 'not_translated' as const, errorCode: null, httpStatus: null, durationMs: null },
    ];
    const routing = { version: 4, via: 'sticky > least_cost', reasons: ['policy', 'failover'] as const, failed };
    const plain = calls.settlementOf(calls.hold());
    for (const more of [{ routing }, { baselineNanoUsd: 2n ** 62n }, { routing: { version: 1 }, baselineNanoUsd: 0n }]) {
      expect(settle({ ...plain, ...more })).toStrictEqual({ kind: 'settle', heldIn: 9, event: { ...plain, ...more } });
    }
    const bytes = payload((into) => encodeSettle(into, plain, 9));
    const before = bytes.subarray(0, -1);
    expect(decode(before, recordKind.settle, 5)).toEqual({ kind: 'settle', heldIn: 9, event: plain });
    const routed = payload((into) => encodeSettle(into, { ...plain, routing }, 9));
    expect(decode(routed, recordKind.settle, 6)).toEqual({ kind: 'settle', heldIn: 9, event: { ...plain, routing } });
    const booked = { ...routing, failed: failed.map((attempt) => ({ ...attempt, bookedNanoUsd: 12_345 })) };
    expect(settle({ ...plain, routing: booked })).toEqual({ kind: 'settle', heldIn: 9, event: { ...plain, routing: booked } });
    // A call that took the usual way pays one byte for it.
    expect(bytes.length - before.length).toBe(1);
    expect(() => decode(Buffer.concat([before, Buffer.of(8)]), recordKind.settle)).toThrow(RecordNotReadable);
  });

  test('[COST-1] what a call is charged for beside its tokens comes back with it', () => {
    const billing = { tier: 'flex', units: { webSearches: 2, audioMs: 1_500 } } as const;
    for (const more of [{ billing }, { billing, routing: { version: 1 }, baselineNanoUsd: 5n }]) {
      const event = { ...calls.settlementOf(calls.hold()), ...more };
      expect(settle(event)).toEqual({ kind: 'settle', heldIn: 9, event });
    }
  });

  test('records of version 2, from before there were projects and cost centers, are still read', () => {
    // Written by the encoder of version 2: a hold of one soft budget, and its settlement with a route.
    const bytes = (base64: string) => Buffer.from(base64, 'base64');
    expect(decode(bytes(version2.hold), recordKind.hold, 2)).toEqual({ kind: 'hold', hold: version2Hold });
    expect(decode(bytes(version2.settle), recordKind.settle, 2)).toEqual({ kind: 'settle', heldIn: 3, event: version2Event });
  });

  test('records of version 1, from before there were routes, caches and budgets, are still read', () => {
    // Version 1 has no second presence byte, where neither a route nor a task type follows; its settlements end before the
    // cache state, the saved amount, the count of parts, what policies said, the class of its data and the flags.
    const some = calls.hold();
    const { tenantId, departmentId, teamId, userId, keyId } = some.attribution;
    const hold = { ...some, attribution: { tenantId, departmentId, teamId, userId, keyId }, routeId: null, taskType: null };
    const event = { ...calls.settlementOf(hold), requestedModel: 'gpt-4o-mini', cacheState: null, savedNanoUsd: 0n };
    const without = (bytes: Buffer, at: number) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    const oldHold = without(
      payload((into) => encodeHold(into, hold)),
      1,
    );
    const oldSettle = without(
      payload((into) => encodeSettle(into, event, 3)),
      5,
    ).subarray(0, -13);
    expect(decode(oldHold, recordKind.hold, 1)).toEqual({ kind: 'hold', hold });
    expect(decode(oldSettle, recordKind.settle, 1)).toEqual({ kind: 'settle', heldIn: 3, event });
    expect(() => decode(oldSettle, recordKind.settle, recordVersion + 1)).toThrow(RecordNotReadable);
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
    expect(() => decode(Buffer.alloc(10), recordKind.seal, recordVersion + 1)).toThrow(RecordNotReadable);
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
    expectTypeOf<(typeof storedCacheStates)[number]>().toEqualTypeOf<CacheState | 'none'>();
    expect(storedCacheStates).toEqual(['none', 'hit', 'similar', 'miss', 'bypass', 'replay']);
    expect(storedPartKinds).toEqual(['lease', 'direct', 'soft']);
    expect(storedCostStates).toEqual(['priced', 'zero', 'unpriced', 'not_billed']);
  });
});
