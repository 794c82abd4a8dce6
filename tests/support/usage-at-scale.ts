import { closeDaysOf } from '#lib/usage/close-days.ts';
import type { Made, ScaleDatabase } from './scale-database.ts';
import { dropIndexes, indexPhases, vacuumFilled } from './usage-at-scale/indexes.ts';
import { makeDay } from './usage-at-scale/make-day.ts';
import { makeTenants } from './usage-at-scale/make-tenants.ts';
import { type Phase, runPhases } from './usage-at-scale/phases.ts';

const days = 90;
const dayMs = 86_400_000;
/** What closing days fills. */
const closedTables = [
  ...['usage_day', 'usage_day_part', 'usage_latency_day', 'usage_latency_day_hour', 'usage_work_day', 'usage_outcome_day'],
  ...['usage_closed_day', 'usage_closed_span', 'usage_span_part', 'usage_latency_span', 'usage_work_span', 'usage_dimension'],
];

const dayPhases = ({ events, nowMs, tenants }: Made): readonly Phase[] => {
  const today = nowMs - (nowMs % dayMs);
  const first = (day: number): number => Math.floor((events * day) / days);
  return Array.from({ length: days }, (_, day) => {
    const fromMs = today - (days - 1 - day) * dayMs;
    const calls = { first: first(day), next: first(day + 1), fromMs, toMs: Math.min(nowMs, fromMs + dayMs), tenants };
    return { name: `day ${day}`, work: (tx) => makeDay(tx, calls) };
  });
};

/**
 * Makes calls over ninety days in SQL, a day a statement, straight into tables without indexes, which are made afterwards. A run that was
 * killed goes on where it stood when it is called again. `tell` gets a line now and then: making fifty million takes a while.
 */
export async function makeUsageAtScale(scale: ScaleDatabase, tell: (line: string) => void): Promise<void> {
  const { company, nowMs, database } = scale;
  const { superuser, databases } = database;
  const startedAt = performance.now();
  const told = (line: string) => tell(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const [done] = await superuser`select name from scale.phase where name = 'all'`;
  if (done === undefined) await makeCalls(scale, told);
  // By the product's own function, also when a migration opened them. Questions are asked of the company alone; days of a thousand tenants
  // would only fill the disk.
  await closeDaysOf(databases, company.tenantId, { upTo: new Date(nowMs) });
  for (const table of closedTables) await superuser.unsafe(`vacuum (analyze) public.${table}`);
  told('days are closed');
}

async function makeCalls(scale: ScaleDatabase, told: (line: string) => void): Promise<void> {
  const { company, tenants, nowMs, database } = scale;
  const { superuser, databases } = database;
  await databases.jobs
    .$client`select ensure_usage_partitions(${new Date(nowMs - days * dayMs).toISOString()}::timestamptz, ${new Date(nowMs).toISOString()}::timestamptz)`;
  await runPhases(superuser, [{ name: 'tenants', work: (tx) => makeTenants(tx, company, tenants) }], told);
  await runPhases(superuser, [{ name: 'without indexes', work: dropIndexes }], told);
  await runPhases(superuser, dayPhases(scale), told);
  told('rows are there');
  await vacuumFilled(superuser);
  told('vacuumed');
  const { each, whole } = await indexPhases(superuser);
  await runPhases(superuser, each, told);
  await runPhases(superuser, whole, told);
  await superuser`analyze usage_event`;
  told('indexes are there');
  await superuser`insert into scale.phase (name, seconds) values ('all', 0)`;
}
