import { describe, expect, test } from 'vitest';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { interruptedEvent } from './interrupted-event.ts';
import { RollupDeltas } from './rollups.ts';

const calls = new SampleCalls({ seed: 12, tenants: 2 });
const dimensions = {
  department: 1,
  team: 2,
  user: 3,
  key: 4,
  connection: 5,
  provider: 6,
  model: 7,
  requestedModel: 8,
  route: 9,
  budgets: 10,
  project: 11,
  environment: 12,
  costCenters: 13,
};
const hourMs = Date.UTC(2026, 10, 21, 14);

describe('rollup changes of a posting', () => {
  test('calls of the same hour and dimensions share a row, at both of its edges', () => {
    const deltas = new RollupDeltas();
    const tenantId = calls.tenantIds[0] ?? '';
    const at = (ms: number) => {
      const event = calls.settlementOf(calls.hold(ms));
      return { ...event, attribution: { ...event.attribution, tenantId } };
    };
    for (const ms of [hourMs, hourMs + 3_599_999, hourMs + 3_600_000]) deltas.add(at(ms), dimensions);
    deltas.add(at(hourMs), { ...dimensions, key: 9 });
    expect(deltas.sortedHours().map(({ hourMs: hour, dimensions: { key }, requests }) => [hour, key, requests])).toEqual([
      [hourMs, 4, 2],
      [hourMs, 9, 1],
      [hourMs + 3_600_000, 4, 1],
    ]);
  });

  test('what is added and taken back leaves nothing but empty rows', () => {
    const deltas = new RollupDeltas();
    const events = Array.from({ length: 50 }, () => calls.event());
    for (const event of events) deltas.add(event, dimensions);
    for (const event of events) deltas.add(event, dimensions, -1);
    for (const delta of deltas.sortedHours()) {
      expect({ ...delta, hourMs: 0, tenantId: '' }).toEqual({
        ...{ tenantId: '', hourMs: 0, dimensions, requests: 0, costNanoUsd: 0n, latencyMsSum: 0 },
        ...{ inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
        byStatus: { succeeded: 0, failed: 0, refused: 0, cancelled: 0, interrupted: 0 },
      });
    }
    expect(deltas.sortedLatencies()).toEqual([]);
  });

  test('a refused call and a presumed one count, and their latencies do not', () => {
    const deltas = new RollupDeltas();
    deltas.add(calls.refused(hourMs), dimensions);
    deltas.add(interruptedEvent(calls.hold(hourMs)), dimensions);
    expect(deltas.sortedHours().reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
    expect(deltas.sortedHours().every(({ latencyMsSum }) => latencyMsSum === 0)).toBe(true);
    expect(deltas.sortedLatencies()).toEqual([]);
  });
});
