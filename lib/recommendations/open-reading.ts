import { and, eq, isNull, sql } from 'drizzle-orm';
import { connection, feedback, usageDimension, virtualKey } from '#db/schema/index.ts';
import type { ServedReading } from '#lib/catalog/served-models.ts';
import { readLinkableRoutes } from '#lib/routes/require-definition.ts';
import { monthDays } from './estimate.ts';
import type { OpenedPrices } from './open-prices.ts';
import { readBudgets } from './read-budgets.ts';
import { readCache } from './read-cache.ts';
import { readDepartments } from './read-departments.ts';
import { readHabits } from './read-habits.ts';
import { readLengths } from './read-lengths.ts';
import { readTraffic } from './read-traffic.ts';
import type { ReadConnection, Reading, ReadKey, ReadRoute, Thumbs } from './reading.ts';

const dayMs = 86_400_000;

/** Days from the first call on, at most 30, each whole: today is left out. */
export function daysOf(now: Date, firstDay: string | undefined): readonly string[] {
  const today = Math.floor(now.getTime() / dayMs);
  const days = Array.from({ length: monthDays }, (_, index) => new Date((today - monthDays + index) * dayMs).toISOString().slice(0, 10));
  return firstDay === undefined ? [] : days.filter((day) => day >= firstDay);
}

async function readConnections({ tx, tenantId }: ServedReading, served: ReadonlyMap<string, readonly string[]>): Promise<ReadConnection[]> {
  const rows = await tx
    .select({ id: connection.id, name: connection.name, provider: connection.provider, createdAt: connection.createdAt })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.status, 'active'), isNull(connection.archivedAt)));
  return rows.map((row) => ({ ...row, models: served.get(row.id) ?? [] }));
}

async function readRoutes(reading: ServedReading): Promise<ReadonlyMap<string, ReadRoute>> {
  const routes = [...(await readLinkableRoutes(reading))];
  return new Map(routes.flatMap(([id, { name, definition }]) => (definition === null ? [] : [[id, { id, name, definition }] as const])));
}

async function readThumbs({ tx, tenantId }: ServedReading, from: Date): Promise<ReadonlyMap<string, Thumbs>> {
  const rows = await tx
    .select({
      model: usageDimension.value,
      up: sql<number>`(count(*) filter (where ${feedback.rating} > 0))::integer`,
      down: sql<number>`(count(*) filter (where ${feedback.rating} < 0))::integer`,
    })
    .from(feedback)
    .innerJoin(usageDimension, and(eq(usageDimension.tenantId, feedback.tenantId), eq(usageDimension.id, feedback.modelDim)))
    .where(and(eq(feedback.tenantId, tenantId), sql`${feedback.occurredAt} >= ${from.toISOString()}::timestamptz`))
    .groupBy(usageDimension.value);
  return new Map(rows.map(({ model, up, down }) => [model, { up, down }]));
}

const readKeys = ({ tx, tenantId }: ServedReading): Promise<ReadKey[]> =>
  tx
    .select({
      ...{ id: virtualKey.id, name: virtualKey.name, createdAt: virtualKey.createdAt, lastUsedAt: virtualKey.lastUsedAt },
      ...{ departmentId: virtualKey.departmentId, teamId: virtualKey.teamId },
    })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active')));

/** Feedback is rarer than calls, so it is taken from further back. */
const feedbackDays = 90;

/** Reads all that recommendations follow from, of the last 30 whole days. */
export async function openReading(reading: ServedReading, { priceOf, tiers, served }: OpenedPrices): Promise<Reading> {
  const { now, runtime } = reading;
  const providers = new Map(runtime.providers.map((facts) => [facts.name, facts]));
  const to = new Date(Math.floor(now.getTime() / dayMs) * dayMs);
  const from = new Date(to.getTime() - monthDays * dayMs);
  const groups = await readTraffic(reading, { from, to, tiers });
  const firstDay = groups.reduce<string | undefined>((first, { day }) => (first === undefined || day < first ? day : first), undefined);
  return {
    ...{ now, groups, priceOf, days: daysOf(now, firstDay) },
    connections: await readConnections(reading, served),
    routes: await readRoutes(reading),
    thumbs: await readThumbs(reading, new Date(to.getTime() - feedbackDays * dayMs)),
    cache: await readCache(reading, from, to),
    keys: await readKeys(reading),
    habits: await readHabits(reading, from, to),
    lengths: await readLengths(reading, from, to),
    budgets: await readBudgets(reading),
    departments: await readDepartments(reading, from, to),
    batchPercentOf: (provider) => providers.get(provider)?.keeps?.batchPricePercent,
  };
}
