import { beforeAll, describe, expect, it } from 'vitest';
import { PriceTable } from '#lib/catalog/price-table.ts';
import { readGenaiPrices } from '#lib/catalog/read-genai-prices.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { type HistoryDay, historyCalendar, incidentDay } from './calendar.ts';
import { pricedModels, tuned } from './models.ts';
import { planDay } from './plan-day.ts';
import type { PlannedCall } from './planned-call.ts';
import { toUsageEvent } from './to-usage-event.ts';

const startMs = Date.UTC(2026, 10, 20, 14, 3);
const attribution = { tenantId: 't', departmentId: null, teamId: null, userId: null, keyId: null };
const days = historyCalendar(startMs, 'Europe/Berlin');

interface Made {
  readonly day: HistoryDay;
  readonly call: PlannedCall;
  readonly event: UsageEvent;
}

let prices: PriceTable;
let made: Made[];

beforeAll(async () => {
  const { models } = await readGenaiPrices();
  const rows = models.flatMap(({ provider, model, prices: own }) =>
    own.map(({ validFrom, ...rest }) => ({ provider, model, validFromAt: validFrom, ...rest })),
  );
  prices = await PriceTable.build({ versionId: 'v', models, prices: rows });
  made = days.flatMap((day) => planDay(day, days, startMs).map((call) => ({ day, call, event: toUsageEvent(call, attribution, prices) })));
});

const dollars = (entries: readonly Made[]): number => Number(entries.reduce((sum, { event }) => sum + event.costNanoUsd, 0n)) / 1e9;
const between = (from: number, to: number) => made.filter(({ day }) => day.ago <= from && day.ago >= to);

describe('the demo history', () => {
  it('is 150,000 calls for $12,700, growing from month to month', () => {
    expect(made.length).toBeGreaterThan(145_000);
    expect(made.length).toBeLessThan(158_000);
    const months = [between(89, 60), between(59, 30), between(29, 0)].map(dollars);
    const expected = [3400, 4200, 5100];
    for (const [index, month] of months.entries()) expect(Math.abs(month / (expected[index] ?? 0) - 1)).toBeLessThan(0.06);
    expect(Math.abs(dollars(made) / 12_700 - 1)).toBeLessThan(0.03);
  });

  it('is the same each time, and every call has an id of its own', () => {
    const day = days[40];
    if (day === undefined) throw new Error('There are 90 days');
    expect(planDay(day, days, startMs)).toEqual(planDay(day, days, startMs));
    expect(new Set(made.map(({ call }) => call.id)).size).toBe(made.length);
  });

  it('ends at the first start, in the middle of a day', () => {
    expect(made.filter(({ call }) => call.atMs >= startMs)).toEqual([]);
    const share = between(0, 0).length / between(1, 1).length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.8);
  });

  it('is a third of coding agents', () => {
    const coding = made.filter(
      ({ call }) => ['Platform', 'Developer experience', 'Mobile', 'Data engineering'].includes(call.team) && call.person !== null,
    );
    expect(coding.length / made.length).toBeGreaterThan(0.25);
    expect(coding.length / made.length).toBeLessThan(0.36);
  });

  it('finds a price for every model but the company’s own', () => {
    expect(pricedModels.filter(({ provider, model }) => prices.price(provider, model, startMs) === undefined)).toEqual([]);
    expect(tuned.model).toHaveLength(64);
    const unpriced = made.filter(({ event }) => event.costState === 'unpriced');
    expect(unpriced.length).toBeGreaterThan(5);
    expect(new Set(unpriced.map(({ event }) => event.model))).toEqual(new Set([tuned.model]));
    expect(new Set(made.map(({ event }) => event.provider)).size).toBe(5 + 1);
  });

  it('rests at weekends', () => {
    const office = made.filter(({ call }) => call.person !== null);
    const perDay = (isWeekend: boolean) => {
      const chosen = days.filter((day) => day.isWeekend === isWeekend && !day.isHoliday);
      return office.filter(({ day }) => day.isWeekend === isWeekend && !day.isHoliday).length / chosen.length;
    };
    expect(perDay(true) / perDay(false)).toBeGreaterThan(0.2);
    expect(perDay(true) / perDay(false)).toBeLessThan(0.3);
  });

  it('moves the support assistant to a small model that costs 46 % less a call', () => {
    const average = (entries: readonly Made[]) => {
      const served = entries.filter(({ call, event }) => call.service === 'support-assistant' && event.status === 'succeeded');
      return dollars(served) / served.length;
    };
    const change = average(between(32, 0)) / average(between(89, 39)) - 1;
    expect(change).toBeGreaterThan(-0.49);
    expect(change).toBeLessThan(-0.43);
  });

  it('has the fallback take over while the primary provider is down', () => {
    const hit = made.filter(
      ({ day, event, call }) => day.ago === incidentDay(days) && call.requested.provider === 'anthropic' && event.attempts > 1,
    );
    expect(hit.length).toBeGreaterThan(50);
    const saved = hit.filter(({ event }) => event.status === 'succeeded');
    expect(saved.length / hit.length).toBeGreaterThan(0.95);
    expect(new Set(saved.map(({ event }) => event.provider))).toEqual(new Set(['openai']));
  });

  it('lets a key loop for $64 in one night', () => {
    const loop = made.filter(({ day, call }) => day.ago === 5 && call.service === 'ci-review' && new Date(call.atMs).getUTCHours() < 4);
    expect(loop.length).toBeGreaterThan(700);
    expect(Math.abs(dollars(loop) - 64)).toBeLessThan(3);
  });

  it('holds the awkward ones: the cheapest, the longest, the interrupted', () => {
    expect(made.filter(({ event }) => event.costNanoUsd === 3n)).toHaveLength(1);
    expect(made.some(({ event }) => event.latencyMs > 31 * 60_000)).toBe(true);
    const interrupted = made.filter(({ event }) => event.status === 'interrupted');
    expect(interrupted).toHaveLength(6);
    for (const { event } of interrupted) expect(event.costNanoUsd).toBe(event.boundNanoUsd);
  });

  it('never charges what was not billed, nor reports usage that nobody counted', () => {
    for (const { event } of made) {
      if (event.costState === 'not_billed') expect(event.costNanoUsd).toBe(0n);
      if (event.usageSource === 'none') expect(event.usage.input).toBeNull();
    }
  });
});

describe('historyCalendar', () => {
  it('counts local days, also across a change of clocks and just after midnight', () => {
    const berlin = historyCalendar(Date.UTC(2026, 9, 25, 23, 30), 'Europe/Berlin');
    expect(new Date(berlin[0]?.dateMs ?? 0).toISOString()).toBe('2026-10-26T00:00:00.000Z');
    expect(new Date(berlin[1]?.dateMs ?? 0).toISOString()).toBe('2026-10-25T00:00:00.000Z');
    expect(berlin).toHaveLength(90);
    expect(berlin.filter((day) => day.isHoliday)).toHaveLength(1);
  });
});
