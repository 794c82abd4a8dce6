import { sql } from 'drizzle-orm';
import { supportAccess } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type SupportAccess, supportAccessList } from '#lib/contracts/support.ts';
import { readSupportAccess } from './support-rows.ts';

const order = {
  key: sql`${supportAccess.createdAt}`,
  type: 'time',
  id: sql`${supportAccess.id}`,
  descending: true,
  valueOf: (row: SupportAccess) => row.created_at.getTime(),
  idOf: (row: SupportAccess) => row.id,
} as const;

export const listSupportAccess = defineQuery(supportAccessList, async ({ tx, tenantId, now }, { limit, cursor }) => {
  const keyset = keysetOf<SupportAccess>('-created_at', order, cursor);
  return keyset.page(await readSupportAccess(tx, tenantId, now, { where: keyset.after, limit: limit + 1 }), limit);
});
