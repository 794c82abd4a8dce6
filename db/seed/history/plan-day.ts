import type { ErrorCode } from '#lib/core/errors.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import { deactivatedPeople, demoDepartments, hasPersonalKey, nameOf, timeZoneOf } from '../demo-organization.ts';
import { SeededRandom } from '../random.ts';
import { type HistoryDay, historyDays, incidentDay } from './calendar.ts';
import { terra } from './models.ts';
import { paceOf } from './pace.ts';
import type { PlannedCall, PlannedTokens } from './planned-call.ts';
import { dayFactor, instantOf } from './rhythm.ts';
import { duringIncident, incident, migrationShare, specialCalls } from './special-days.ts';
import { migratedModel, migratedTokenFactor, supportAssistant, type TokenProfile, type Workload, workloads } from './workloads.ts';

/** Calls in 90 days, about. */
const callsTotal = 150_000;
const seed = 7_310_125;

interface Person {
  readonly name: string;
  readonly timeZone: string;
}

const peopleByTeam: ReadonlyMap<string, readonly Person[]> = new Map(
  demoDepartments
    .flatMap((department) => department.teams)
    .map((team) => [
      team.name,
      team.people
        .filter((marked) => hasPersonalKey(nameOf(marked), team.name))
        .map((marked) => ({ name: nameOf(marked), timeZone: timeZoneOf(marked) })),
    ]),
);

/** The first of a team call most; who has left no longer does. */
function pickPerson(team: string, day: HistoryDay, random: SeededRandom): Person {
  const present = (peopleByTeam.get(team) ?? []).filter((person) => day.ago > 38 || !deactivatedPeople.includes(person.name));
  const chosen = present[random.weighted(present.map((_, index) => (index + 1.5) ** -0.7))];
  if (chosen === undefined) throw new Error(`Nobody of ${team} has a key`);
  return chosen;
}

/** Bring the profiles to the size of a company that spends $12,700 in the 90 days, at the prices of late 2026. */
const inputFactor = 2.32;
const outputFactor = 1.25;

function tokensOf(profile: TokenProfile, random: SeededRandom): PlannedTokens {
  return {
    input: inputFactor * random.around(profile.input, 0.55),
    cacheRead: profile.cacheRead === 0 ? 0 : inputFactor * random.around(profile.cacheRead, 0.6),
    cacheWrite: profile.cacheWrite === 0 ? 0 : inputFactor * random.around(profile.cacheWrite, 0.7),
    output: outputFactor * random.around(profile.output, 0.6),
    reasoningShare: profile.reasoningShare * (0.6 + 0.8 * random.next()),
  };
}

interface Ending {
  readonly status: CallStatus;
  readonly httpStatus: number;
  readonly errorCode: ErrorCode | null;
}

const succeeded: Ending = { status: 'succeeded', httpStatus: 200, errorCode: null };
const failures: readonly Ending[] = [
  { status: 'failed', httpStatus: 502, errorCode: 'provider_error' },
  { status: 'failed', httpStatus: 429, errorCode: 'provider_rate_limited' },
  { status: 'failed', httpStatus: 504, errorCode: 'provider_timeout' },
];

function endingOf(streamed: boolean, random: SeededRandom): Ending {
  const draw = random.next();
  if (draw < 0.004) return random.pick(failures);
  if (draw < 0.006) return { status: 'refused', httpStatus: 403, errorCode: 'model_not_allowed' };
  if (streamed && draw < 0.012) return { status: 'cancelled', httpStatus: 200, errorCode: null };
  return succeeded;
}

/** While the primary provider answers 529, another takes over at the second attempt; six of a thousand calls fail. */
function throughIncident(call: PlannedCall, random: SeededRandom): PlannedCall {
  if (call.requested.provider !== incident.provider || call.status !== 'succeeded') return call;
  const slower = { latencyMs: Math.round(call.latencyMs * 2.3), firstTokenMs: call.firstTokenMs && Math.round(call.firstTokenMs * 2.3) };
  if (random.chance(0.006)) return { ...call, ...slower, status: 'failed', httpStatus: 502, errorCode: 'provider_error', attempts: 3 };
  return { ...call, ...slower, served: incident.fallback, attempts: 2 };
}

/** The route of the support assistant moves to a small model; everything else asks for one of the workload's models. */
function modelOf(workload: Workload, day: HistoryDay, random: SeededRandom) {
  const listed = workload.models[random.weighted(workload.models.map((entry) => entry.share))]?.model ?? terra;
  const moved = workload === supportAssistant && random.chance(migrationShare(day));
  return moved ? { model: migratedModel, factor: migratedTokenFactor } : { model: listed, factor: 1 };
}

function planCall(workload: Workload, day: HistoryDay, burstHour: number, isIncident: boolean, random: SeededRandom): PlannedCall {
  const person = workload.service === null ? pickPerson(workload.team, day, random) : null;
  const { model, factor } = modelOf(workload, day, random);
  const drawn = tokensOf(workload.tokens, random);
  const tokens = { ...drawn, input: drawn.input * factor, cacheRead: drawn.cacheRead * factor, output: drawn.output * factor };
  const streamed = random.chance(workload.streamedShare);
  const atMs = instantOf(workload.rhythm, day, person?.timeZone ?? null, burstHour, random);
  const { latencyMs, firstTokenMs } = paceOf(model, tokens.output, random);
  const call: PlannedCall = {
    ...{ atMs, id: random.uuid(atMs), team: workload.team, service: workload.service, person: person?.name ?? null },
    ...{ requested: model, served: model, tokens, streamed, attempts: 1 },
    ...{ ...endingOf(streamed, random), latencyMs, firstTokenMs: streamed ? firstTokenMs : null },
  };
  return isIncident && duringIncident(call.atMs, day) ? throughIncident(call, random) : call;
}

const progressOf = (day: HistoryDay): number => 1 - day.ago / (historyDays - 1);

/** Calls of each workload on an average day of weight 1, so that the growth curve and the weekends add up to its share. */
function unitCalls(workload: Workload, days: readonly HistoryDay[]): number {
  const listed = workloads.reduce((sum, each) => sum + each.calls, 0);
  const weight = days.reduce((sum, day) => {
    const factor = workload.rhythm === 'night' ? 1 : workload.rhythm === 'bursts' ? 0.66 : day.isHoliday ? 0.18 : day.isWeekend ? 0.25 : 1;
    return sum + factor * workload.growth(progressOf(day));
  }, 0);
  return ((workload.calls / listed) * callsTotal) / weight;
}

/** All calls of a day up to `untilMs`, in order of time. The same each time: every day has a seed of its own. */
export function planDay(day: HistoryDay, days: readonly HistoryDay[], untilMs: number): PlannedCall[] {
  const random = new SeededRandom(seed + day.ago);
  const isIncident = day.ago === incidentDay(days);
  const calls = workloads.flatMap((workload) => {
    const expected = unitCalls(workload, days) * workload.growth(progressOf(day)) * dayFactor(workload.rhythm, day, random);
    const count = Math.floor(expected + random.next());
    const burstHour = random.integer(9, 16);
    return Array.from({ length: count }, () => planCall(workload, day, burstHour, isIncident, random));
  });
  return [...calls, ...specialCalls(day, random)].filter((call) => call.atMs < untilMs).sort((a, b) => a.atMs - b.atMs);
}
