import { and, sql } from 'drizzle-orm';
import { role } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import type { archiveStatuses } from '#lib/contracts/departments.ts';
import { type Role, roleList } from '#lib/contracts/roles.ts';
import { readRoles } from './role-rows.ts';

const highestFirst: KeysetOrder<Role> = {
  key: sql`${role.level}`,
  type: 'integer',
  id: sql`${role.id}`,
  descending: true,
  valueOf: (row) => row.level,
  idOf: (row) => row.id,
};

const hasStatus = (status: (typeof archiveStatuses)[number]) =>
  status === 'all' ? undefined : status === 'active' ? sql`${role.archivedAt} is null` : sql`${role.archivedAt} is not null`;

/** Roles belong to the whole tenant, so whoever may see roles anywhere sees them all. */
export const listRoles = defineQuery(roleList, async (ctx, input) => {
  const keyset = keysetOf('-level', highestFirst, input.cursor);
  const where = and(hasStatus(input.status), containsText([role.name, role.title], input.search), keyset.after);
  return keyset.page(await readRoles(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
