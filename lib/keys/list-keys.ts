import { and, eq, type SQL, sql } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { keyList, type VirtualKey } from '#lib/contracts/keys.ts';
import { keyOwner, keyPlaceColumns, keyStatusAt, readKeys, rotationDueAt } from './key-rows.ts';

/** By last use; keys that were never used count as used at the beginning of time. */
const lastUsedOrder = (descending: boolean): KeysetOrder<VirtualKey> => ({
  key: sql`coalesce(${virtualKey.lastUsedAt}, '1970-01-01T00:00:00Z'::timestamptz)`,
  type: 'time',
  id: sql`${virtualKey.id}`,
  descending,
  valueOf: (row) => row.last_used_at?.getTime() ?? 0,
  idOf: (row) => row.id,
});

/** As many days before a key is due it is due soon. */
const soonDays = 30;
const dayMs = 86_400_000;
const at = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Active keys that the rules want replaced within so many days. */
const dueWithin = (now: Date, days: number): SQL =>
  sql`${rotationDueAt} <= ${at(now.getTime() + days * dayMs)} and ${keyStatusAt(now)} = 'active'`;

/** Active keys that nobody called with for so many days; one that is younger had no time to be. */
const unusedFor = (now: Date, days: number): SQL =>
  sql`coalesce(${virtualKey.lastUsedAt}, ${virtualKey.createdAt}) <= ${at(now.getTime() - days * dayMs)} and ${keyStatusAt(now)} = 'active'`;

export const listKeys = defineQuery(keyList, async (ctx, input) => {
  const { sort } = input;
  const order = sort === 'last_used_at' || sort === '-last_used_at' ? lastUsedOrder(sort.startsWith('-')) : nameOrder(sort, virtualKey);
  const keyset = keysetOf<VirtualKey>(sort, order, input.cursor);
  const where = and(
    ctx.visible({ ...keyPlaceColumns, userId: virtualKey.userId, projectId: virtualKey.projectId }),
    input.status === 'all' ? undefined : eq(keyStatusAt(ctx.now), input.status),
    input.kind === undefined ? undefined : eq(virtualKey.kind, input.kind),
    input.team_id === undefined ? undefined : eq(virtualKey.teamId, input.team_id),
    input.user_id === undefined ? undefined : eq(virtualKey.userId, input.user_id),
    input.project_id === undefined ? undefined : eq(virtualKey.projectId, input.project_id),
    input.environment_id === undefined ? undefined : eq(virtualKey.environmentId, input.environment_id),
    input.department_id === undefined ? undefined : eq(virtualKey.departmentId, input.department_id),
    input.rotation === undefined ? undefined : dueWithin(ctx.now, input.rotation === 'due' ? 0 : soonDays),
    input.unused_days === undefined ? undefined : unusedFor(ctx.now, input.unused_days),
    containsText([virtualKey.name, virtualKey.display, keyOwner.name], input.search),
    keyset.after,
  );
  const rows = await readKeys(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
