import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { findSignIns } from '#db/lookup.ts';
import { department, role, team, usageEvent, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { currentPriceVersion, loadPriceTable } from '#lib/catalog/load-price-table.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import type { CallAttribution, UsageEvent } from '#lib/usage/usage-event.ts';
import { demoAdminEmail, demoSlug } from './demo-credentials.ts';
import { historyCalendar, historyDays } from './history/calendar.ts';
import { planDay } from './history/plan-day.ts';
import type { PlannedCall } from './history/planned-call.ts';
import { toUsageEvent } from './history/to-usage-event.ts';

/** Events a transaction. */
const eventsAtOnce = 2000;
const timeZone = 'Europe/Berlin';

export interface FillHistoryOptions {
  readonly databases: Databases;
  /** How far back; 90 unless said. */
  readonly days?: number;
  /** Stops between two transactions; the next call goes on there. */
  readonly signal?: AbortSignal;
}

/** Names of the plan → ids of the database. */
interface DemoIds {
  readonly startedAt: Date;
  attributionOf(call: PlannedCall): CallAttribution;
}

/** The first start is when the built-in roles were made; the company itself is older. */
async function readIds(tx: TenantTransaction, tenantId: string): Promise<DemoIds | undefined> {
  const [first] = await tx
    .select({ at: role.createdAt })
    .from(role)
    .where(and(eq(role.builtIn, true), eq(role.name, 'tenant_admin')));
  if (first === undefined) return undefined;
  const teams = await tx
    .select({ name: team.name, id: team.id, departmentId: department.id })
    .from(team)
    .leftJoin(department, eq(department.id, team.departmentId));
  const people = await tx.select({ name: userAccount.name, id: userAccount.id }).from(userAccount);
  const keys = await tx
    .select({ name: virtualKey.name, kind: virtualKey.kind, id: virtualKey.id, userId: virtualKey.userId })
    .from(virtualKey)
    .orderBy(virtualKey.id);
  const teamOf = new Map(teams.map((row) => [row.name, row]));
  const personOf = new Map(people.map((row) => [row.name, row.id]));
  const services = new Map(keys.filter((key) => key.kind === 'service').map((key) => [key.name, key.id]));
  const personal = new Map(keys.filter((key) => key.kind === 'personal').map((key) => [key.userId, key.id]));
  return {
    startedAt: first.at,
    attributionOf: ({ team: teamName, service, person }) => {
      const userId = person === null ? null : (personOf.get(person) ?? null);
      const place = teamOf.get(teamName);
      const keyId = service === null ? personal.get(userId) : services.get(service);
      return { tenantId, departmentId: place?.departmentId ?? null, teamId: place?.id ?? null, userId, keyId: keyId ?? null };
    },
  };
}

function* chunksOf(events: readonly UsageEvent[]): Generator<readonly UsageEvent[]> {
  for (let start = 0; start < events.length; start += eventsAtOnce) yield events.slice(start, start + eventsAtOnce);
}

/** A chunk is one transaction, so that its last event stands for all of it. */
async function isPosted(databases: Databases, chunk: readonly UsageEvent[]): Promise<boolean> {
  const last = chunk.at(-1);
  if (last === undefined) return true;
  const rows = await inTenant(
    databases.app,
    last.attribution.tenantId,
    (tx) =>
      tx
        .select({ found: sql`1` })
        .from(usageEvent)
        .where(and(eq(usageEvent.occurredAt, new Date(uuidTimeMs(last.id))), eq(usageEvent.id, last.id))),
    { readOnly: true },
  );
  return rows.length > 0;
}

/**
 * Posts the demo's calls of the days before its first start, newest day first, by the code that posts real ones. May
 * be killed at any time and called again: what is there is not posted twice. Resolves to the number of events it posted;
 * null when there is no demo tenant. Needs the price list (`importPrices`).
 */
export async function fillHistory({ databases, signal, days: depth = historyDays }: FillHistoryOptions): Promise<number | null> {
  const [admin] = await findSignIns(databases.lookup, demoAdminEmail, demoSlug);
  if (admin === undefined) return null;
  const ids = await inTenant(databases.app, admin.tenantId, (tx) => readIds(tx, admin.tenantId), { readOnly: true });
  const versionId = await currentPriceVersion(databases.app);
  if (ids === undefined || versionId === undefined) return null;
  const startMs = ids.startedAt.getTime();
  const days = historyCalendar(startMs, timeZone);
  const prices = await loadPriceTable(databases.app, versionId);
  const planned = (day: (typeof days)[number]) =>
    planDay(day, days, startMs).map((call) => toUsageEvent(call, ids.attributionOf(call), prices));

  const wanted = days.slice(0, depth);
  const oldest = wanted.at(-1);
  const lastChunk = oldest === undefined ? [] : ([...chunksOf(planned(oldest))].at(-1) ?? []);
  if (await isPosted(databases, lastChunk)) return 0;
  const poster = new EventPoster(databases.ingest.$client);
  const marker = new KeyUseMarker(databases.ingest.$client);
  let posted = 0;
  for (const day of wanted) {
    for (const chunk of chunksOf(planned(day))) {
      if (signal?.aborted) return posted;
      if (await isPosted(databases, chunk)) continue;
      posted += (await poster.post(chunk)).inserted;
      await marker.mark(chunk);
      await nextTurn();
    }
  }
  return posted;
}
