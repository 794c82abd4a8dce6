import type { SeededRandom } from '../random.ts';
import { type HistoryDay, localTime } from './calendar.ts';
import { type DemoModel, opus, reranker, sonnet, terra, tuned } from './models.ts';
import { paceOf } from './pace.ts';
import type { PlannedCall } from './planned-call.ts';

const zone = 'Europe/Berlin';

/** The support assistant's route moves to a small model over six days. */
const migrationFirstDay = 38;
const migrationLastDay = 33;

/** Part of the assistant's calls that already take the new route. */
export function migrationShare(day: HistoryDay): number {
  if (day.ago > migrationFirstDay) return 0;
  return day.ago <= migrationLastDay ? 1 : (migrationFirstDay - day.ago + 1) / (migrationFirstDay - migrationLastDay + 1);
}

/** The primary provider answers 529 from 10:40 to 11:55; the route's fallback takes over. */
export const incident = { provider: sonnet.provider, fallback: terra, fromHour: 10 + 40 / 60, untilHour: 11 + 55 / 60 } as const;

export const duringIncident = (atMs: number, day: HistoryDay): boolean =>
  atMs >= localTime(zone, day.dateMs, incident.fromHour) && atMs < localTime(zone, day.dateMs, incident.untilHour);

/** Hour of the local day → instant. */
const at = (day: HistoryDay, hour: number): number => Math.floor(localTime(zone, day.dateMs, hour));

const call = (
  atMs: number,
  model: DemoModel,
  random: SeededRandom,
  rest: Pick<PlannedCall, 'team' | 'service' | 'tokens'> & Partial<PlannedCall>,
): PlannedCall => ({
  ...{ atMs, id: random.uuid(atMs), person: null, requested: model, served: model, streamed: false },
  ...{ status: 'succeeded', httpStatus: 200, errorCode: null, attempts: 1, firstTokenMs: null },
  latencyMs: paceOf(model, rest.tokens.output, random).latencyMs,
  ...rest,
});

const tokens = (input: number, output: number, rest: Partial<PlannedCall['tokens']> = {}): PlannedCall['tokens'] => ({
  ...{ input, output, cacheRead: 0, cacheWrite: 0, reasoningShare: 0 },
  ...rest,
});

/** A CI job retries itself from 02:10 to 04:30: nine times the calls of the key, about $64. */
function loopingKey(day: HistoryDay, random: SeededRandom): PlannedCall[] {
  const [from, until, calls] = [at(day, 2 + 10 / 60), at(day, 4.5), 718];
  return Array.from({ length: calls }, (_, index) => {
    const size = () => random.around(1, 0.2);
    const made = tokens(6100 * size(), 2350 * size(), { cacheRead: 91_000 * size(), cacheWrite: 13_600 * size(), reasoningShare: 0.2 });
    const atMs = Math.floor(from + ((until - from) * (index + random.next())) / calls);
    return call(atMs, sonnet, random, { team: 'Developer experience', service: 'ci-review', tokens: made });
  });
}

/** A process was killed in the middle of the afternoon: its running calls are charged what was held for them. */
function interruptedCalls(day: HistoryDay, random: SeededRandom): PlannedCall[] {
  return Array.from({ length: 6 }, () => {
    const atMs = at(day, 14.1) + random.integer(0, 4000);
    const made = tokens(5400 * random.around(1, 0.4), 700);
    const ended = { status: 'interrupted', httpStatus: 499, streamed: true, latencyMs: random.integer(900, 9000) } as const;
    return call(atMs, terra, random, { team: 'Sales', service: 'offer-writer', tokens: made, ...ended });
  });
}

/** Calls to a model of the company's own that no price list knows. */
const unpricedCalls = (day: HistoryDay, random: SeededRandom): PlannedCall[] =>
  Array.from({ length: 2 }, () =>
    call(at(day, 9 + 8 * random.next()), tuned, random, {
      ...{ team: 'Customer Operations and Field Enablement EMEA', service: 'field-manuals' },
      tokens: tokens(3200 * random.around(1, 0.3), 480),
    }),
  );

/** A stream of 31 minutes: one long piece of reasoning. */
const longStream = (day: HistoryDay, random: SeededRandom): PlannedCall =>
  call(at(day, 15.4), opus, random, {
    ...{ team: 'Research', service: 'evaluation-runner', streamed: true, latencyMs: 1_864_219, firstTokenMs: 2204 },
    tokens: tokens(48_000, 61_500, { reasoningShare: 0.93 }),
  });

/** The cheapest call there can be: one token at $0.003 a million. */
const cheapestCall = (day: HistoryDay, random: SeededRandom): PlannedCall =>
  call(at(day, 11.2), reranker, random, { team: 'Platform', service: 'search-index', tokens: tokens(1, 0), latencyMs: 41 });

/** The most expensive one, with a whole set of contracts in its context. */
const dearestCall = (day: HistoryDay, random: SeededRandom): PlannedCall =>
  call(at(day, 16.6), opus, random, {
    ...{ team: 'Legal and compliance', service: null, person: 'Charlotte Dunn', streamed: true, firstTokenMs: 21_400 },
    tokens: tokens(912_000, 14_800, { reasoningShare: 0.5 }),
  });

/** What happens on one day only. */
export function specialCalls(day: HistoryDay, random: SeededRandom): PlannedCall[] {
  switch (day.ago) {
    case 33:
      return interruptedCalls(day, random);
    case 8:
      return [dearestCall(day, random)];
    case 6:
      return [cheapestCall(day, random)];
    case 5:
      return loopingKey(day, random);
    case 3:
      return [longStream(day, random)];
    default:
      return day.ago >= 10 && day.ago <= 24 && !day.isWeekend ? unpricedCalls(day, random) : [];
  }
}
