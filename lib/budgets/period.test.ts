import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { startOfLocalDay, wallAt } from './local-time.ts';
import { nextPeriod, type PeriodKind, type PeriodRule, periodAt, periodKinds, periodsUntil } from './period.ts';

const rule = (periodKind: PeriodKind, timeZone: string, more: Partial<PeriodRule> = {}): PeriodRule => ({
  ...{ periodKind, timeZone, weekStart: 1, fiscalMonth: 1, fiscalDay: 1, fixedStartMs: null, fixedEndMs: null },
  ...more,
});
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000', '');
const spanOf = (of: PeriodRule, at: string): string[] => {
  const period = periodAt(of, Date.parse(at));
  return period === null ? [] : [iso(period.startMs), iso(period.endMs)];
};

/** Summer time in both hemispheres, at midnight, by half an hour, at 00:01, none, and a skipped day (Apia, 2011). */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'America/Havana',
  'Pacific/Apia',
  'Asia/Beirut',
  'Pacific/Auckland',
];
const fromMs = Date.UTC(2005, 0, 1);
const toMs = Date.UTC(2036, 0, 1);
const cyclic = periodKinds.filter((kind) => kind !== 'fixed');

/** What a function over each of `cases` says in a process that has Temporal; it is text, because this one has none. */
function byTemporal(cases: readonly object[], judge: string): unknown[] {
  const program = `
    const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    process.stdout.write(JSON.stringify(cases.map(${judge})));`;
  const options = { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const said: unknown = JSON.parse(execFileSync(process.execPath, ['--harmony-temporal', '-e', program], options));
  if (!Array.isArray(said)) throw new Error('Temporal said nothing');
  return said;
}

describe('[COST-3] periods of budgets', () => {
  it.each([
    ['a day in winter', rule('daily', 'Europe/Berlin'), '2026-01-15T12:00:00Z', '2026-01-14T23:00:00Z', '2026-01-15T23:00:00Z'],
    ['a day of 23 hours', rule('daily', 'Europe/Berlin'), '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['a day of 25 hours', rule('daily', 'Europe/Berlin'), '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['a day without midnight', rule('daily', 'America/Sao_Paulo'), '2018-11-04T12:00:00Z', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    ['a day with two midnights', rule('daily', 'America/Havana'), '2026-11-01T12:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['a week from Sunday', rule('weekly', 'UTC', { weekStart: 7 }), '2026-11-21T12:00:00Z', '2026-11-15T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['a month with summer time', rule('monthly', 'Europe/Berlin'), '2026-03-05T00:00:00Z', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    [
      'a month from the 31st',
      rule('monthly', 'UTC', { fiscalDay: 31 }),
      '2028-03-01T00:00:00Z',
      '2028-02-29T00:00:00Z',
      '2028-03-31T00:00:00Z',
    ],
    [
      'a quarter of a year from February',
      rule('quarterly', 'UTC', { fiscalMonth: 2 }),
      '2026-01-31T23:59:59Z',
      '2025-11-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
    ],
    [
      'a British tax year',
      rule('annual', 'Europe/London', { fiscalMonth: 4, fiscalDay: 6 }),
      '2026-04-05T22:59:59Z',
      '2025-04-05T23:00:00Z',
      '2026-04-05T23:00:00Z',
    ],
    [
      'a year from the leap day',
      rule('annual', 'UTC', { fiscalMonth: 2, fiscalDay: 29 }),
      '2027-02-27T00:00:00Z',
      '2026-02-28T00:00:00Z',
      '2027-02-28T00:00:00Z',
    ],
  ])('%s', (_, of, at, start, end) => {
    expect(spanOf(of, at)).toEqual([start, end]);
  });

  it('a fixed one has one period and nothing around it', () => {
    const fixed = rule('fixed', 'UTC', { fixedStartMs: 1000, fixedEndMs: 5000 });
    expect([999, 1000, 4999, 5000].map((ms) => periodAt(fixed, ms))).toEqual([
      null,
      ...[1, 2].map(() => ({ startMs: 1000, endMs: 5000 })),
      null,
    ]);
    expect(nextPeriod(fixed, { startMs: 1000, endMs: 5000 })).toBeNull();
    expect(periodsUntil(fixed, 2000, 5)).toHaveLength(1);
  });

  it('a skipped local day has no period of its own', () => {
    const apia = rule('daily', 'Pacific/Apia');
    const before = periodAt(apia, Date.parse('2011-12-30T09:00:00Z'));
    expect(before).not.toBeNull();
    if (before === null) return;
    const after = nextPeriod(apia, before);
    expect([iso(before.startMs), iso(before.endMs), iso(after?.endMs ?? 0)]).toEqual([
      '2011-12-29T10:00:00Z',
      '2011-12-30T10:00:00Z',
      '2011-12-31T10:00:00Z',
    ]);
  });

  it('hold the instant, meet without gap or overlap, and begin at the first instant of a local day', () => {
    const random = new Random(7);
    for (let round = 0; round < 1500; round += 1) {
      const of = rule(random.pick(cyclic), random.pick(zones), {
        ...{ weekStart: 1 + random.below(7), fiscalMonth: 1 + random.below(12), fiscalDay: 1 + random.below(31) },
      });
      const at = fromMs + random.below(toMs - fromMs);
      const period = periodAt(of, at);
      if (period === null) throw new Error('A cyclic rule always has a period');
      const seen = { of, at: iso(at), ...period };
      expect({ ...seen, holds: period.startMs <= at && at < period.endMs }).toEqual({ ...seen, holds: true });
      expect({ ...seen, next: nextPeriod(of, period)?.startMs }).toEqual({ ...seen, next: period.endMs });
      expect({ ...seen, edges: [periodAt({ ...of }, period.startMs), periodAt({ ...of }, period.endMs - 1)] }).toEqual({
        ...seen,
        edges: [period, period],
      });
      // By Intl alone: just before the beginning it was another local day, or clocks have just been set back over midnight.
      const dayOf = (ms: number): number => Math.floor(wallAt(of.timeZone, ms) / 86_400_000);
      expect({ ...seen, began: dayOf(period.startMs - 1) < dayOf(period.startMs) }).toEqual({ ...seen, began: true });
    }
  });

  it('begin where Temporal says, in every zone', () => {
    const random = new Random(11);
    const days = zones.flatMap((timeZone) =>
      Array.from({ length: 150 }, () => ({ timeZone, wall: Math.floor((fromMs + random.below(toMs - fromMs)) / 86_400_000) * 86_400_000 })),
    );
    // The days on which clocks change matter most: a day before to a day after each change Intl knows of.
    for (const timeZone of zones) {
      for (let at = fromMs; at < toMs; at += 86_400_000) {
        if (wallAt(timeZone, at) - at === wallAt(timeZone, at + 86_400_000) - at - 86_400_000) continue;
        const midnight = Math.floor(wallAt(timeZone, at) / 86_400_000) * 86_400_000;
        for (const shift of [-1, 0, 1, 2]) days.push({ timeZone, wall: midnight + shift * 86_400_000 });
      }
    }
    const expected = byTemporal(
      days,
      `({ timeZone, wall }) => Temporal.PlainDate.from(new Date(wall).toISOString().slice(0, 10)).toZonedDateTime(timeZone).epochMilliseconds`,
    );
    const found = days.map(({ timeZone, wall }) => startOfLocalDay(timeZone, wall));
    const wrong = days.flatMap(({ timeZone, wall }, index) => {
      const said = expected[index];
      return said === found[index] ? [] : [`${timeZone} ${iso(wall)}: ${iso(found[index] ?? 0)}, Temporal ${iso(Number(said))}`];
    });
    expect(wrong).toEqual([]);
    expect(days.length).toBeGreaterThan(3000);
  });

  it('weeks, months, fiscal quarters and years are those of Temporal, around month ends and changes of clocks most of all', () => {
    const random = new Random(23);
    const dayMs = 86_400_000;
    const changes = zones.flatMap((timeZone) => {
      const found: number[] = [];
      for (let at = fromMs; at < toMs; at += dayMs)
        if (wallAt(timeZone, at) - at !== wallAt(timeZone, at + dayMs) - at - dayMs) found.push(at);
      return found.map((at) => ({ timeZone, at }));
    });
    const cases = Array.from({ length: 1_200 }, (_, round) => {
      const near = round % 2 === 0 && changes.length > 0 ? random.pick(changes) : null;
      const year = 2005 + random.below(30);
      const monthEnd = Date.UTC(year, random.below(12), 1) + random.below(3 * dayMs) - Math.floor(1.5 * dayMs);
      return {
        at: near === null ? monthEnd : near.at + random.below(2 * dayMs) - dayMs,
        timeZone: near?.timeZone ?? random.pick(zones),
        kind: random.pick(cyclic.filter((kind) => kind !== 'daily')),
        ...{ weekStart: 1 + random.below(7), fiscalMonth: 1 + random.below(12), fiscalDay: random.pick([1, 1, 6, 15, 28, 29, 30, 31]) },
      };
    });
    const expected = byTemporal(
      cases,
      `({ at, timeZone, kind, weekStart, fiscalMonth, fiscalDay }) => {
        const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
        const months = { weekly: 0, monthly: 1, quarterly: 3, annual: 12 }[kind];
        const firstOf = (step) => months === 0
          ? today.subtract({ days: (today.dayOfWeek - weekStart + 7) % 7 }).add({ weeks: step })
          : Temporal.PlainDate.from(Temporal.PlainYearMonth.from({ year: today.year - 2, month: fiscalMonth })
              .add({ months: step * months }).toPlainDate({ day: 1 }))
              .with({ day: fiscalDay }, { overflow: 'constrain' });
        let step = months === 0 ? -2 : 0;
        while (Temporal.PlainDate.compare(firstOf(step + 1), today.subtract({ days: 1 })) < 0) step += 1;
        const starts = [0, 1, 2, 3].map((more) => firstOf(step + more).toZonedDateTime(timeZone).epochMilliseconds);
        const next = starts.findIndex((start) => start > at);
        return [starts[next - 1], starts[next]];
      }`,
    );
    const wrong = cases.flatMap(({ at, timeZone, kind, ...more }, index) => {
      const period = periodAt(rule(kind, timeZone, more), at);
      const said = expected[index];
      return JSON.stringify(said) === JSON.stringify([period?.startMs, period?.endMs])
        ? []
        : [
            `${kind} ${JSON.stringify(more)} ${timeZone} ${iso(at)}: ${iso(period?.startMs ?? 0)}–${iso(period?.endMs ?? 0)}, Temporal ${said}`,
          ];
    });
    expect(wrong).toEqual([]);
    expect(new Set(cases.map(({ timeZone }) => timeZone)).size).toBeGreaterThanOrEqual(10);
  });

  it('cost a comparison where the period is the one asked for last', () => {
    const of = rule('monthly', 'Europe/Berlin');
    const first = periodAt(of, Date.parse('2026-11-20T00:00:00Z'));
    expect(periodAt(of, Date.parse('2026-11-21T00:00:00Z'))).toBe(first);
  });

  it('are listed backwards, the running one first', () => {
    const months = periodsUntil(rule('monthly', 'UTC'), Date.parse('2026-02-10T00:00:00Z'), 3).map(({ startMs }) => iso(startMs));
    expect(months).toEqual(['2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z', '2025-12-01T00:00:00Z']);
  });
});
