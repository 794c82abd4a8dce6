import { and, eq, or, sql } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { meSignIns, type SignInRecord } from '#lib/contracts/sessions.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { deviceOf } from './device.ts';

const newestFirst: KeysetOrder<SignInRecord> = {
  key: sql`${auditEntry.occurredAt}`,
  type: 'time',
  id: sql`${auditEntry.id}`,
  descending: true,
  valueOf: (row) => row.at.getTime(),
  idOf: (row) => row.id,
};

/** From the audit trail: what somebody else tried on the own account is there, too. */
export const listSignIns = defineQuery(meSignIns, async ({ tx, tenantId, caller }, input) => {
  const keyset = keysetOf('-at', newestFirst, input.cursor);
  const isOwn = or(
    eq(auditEntry.actorId, caller.userId),
    and(eq(auditEntry.resourceKind, 'user'), eq(auditEntry.resourceId, toPublicId('user', caller.userId))),
  );
  const rows = await tx
    .select({
      id: auditEntry.id,
      at: auditEntry.occurredAt,
      result: sql<SignInRecord['result']>`case when ${auditEntry.result} = 'success' then 'success' else 'failed' end`,
      method: sql<string | null>`coalesce(${auditEntry.after} ->> 'method', ${auditEntry.after} ->> 'second_factor')`,
      ip: auditEntry.ip,
      userAgent: auditEntry.userAgent,
    })
    .from(auditEntry)
    .where(and(eq(auditEntry.tenantId, tenantId), eq(auditEntry.action, 'session.sign_in'), isOwn, keyset.after))
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(
    rows.map(({ userAgent, ...row }) => ({ ...row, device: deviceOf(userAgent) })),
    input.limit,
  );
});
