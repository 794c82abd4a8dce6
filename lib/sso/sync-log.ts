import { and, eq, sql } from 'drizzle-orm';
import { ssoConnection, ssoSyncLog } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type SsoSyncEntry, ssoSyncLogList } from '#lib/contracts/sso.ts';
import { newUuid } from '#lib/core/ids.ts';

export type NewSyncEntry = Omit<typeof ssoSyncLog.$inferInsert, 'id' | 'tenantId' | 'occurredAt'>;

const textMax = 500;
const changesMax = 50;

/** Notes what single sign-on did. Texts are cut to 500 characters, changes to 50 lines: a provider may send anything. */
export async function writeSyncLog(tx: TenantTransaction, tenantId: string, now: Date, entry: NewSyncEntry): Promise<void> {
  // PostgreSQL takes no NUL.
  const cut = (text: string): string => text.replaceAll('\0', '').slice(0, textMax);
  await tx.insert(ssoSyncLog).values({
    ...entry,
    ...{ tenantId, id: newUuid(now.getTime()), occurredAt: now },
    detail: cut(entry.detail),
    email: entry.email == null ? null : cut(entry.email),
    changes: (entry.changes ?? []).slice(0, changesMax).map(cut),
  });
}

export const listSyncLogs = defineQuery(ssoSyncLogList, async ({ tx, tenantId }, input) => {
  const keyset = keysetOf<SsoSyncEntry>(
    '-occurred_at',
    {
      ...{ key: sql`${ssoSyncLog.occurredAt}`, type: 'time', id: sql`${ssoSyncLog.id}`, descending: true },
      ...{ valueOf: (row) => row.occurred_at.getTime(), idOf: (row) => row.id },
    },
    input.cursor,
  );
  const rows = await tx
    .select({
      ...{ id: ssoSyncLog.id, occurred_at: ssoSyncLog.occurredAt, sso_connection_id: ssoSyncLog.connectionId },
      ...{ connection_name: ssoConnection.name, user_id: ssoSyncLog.userId, email: ssoSyncLog.email, outcome: ssoSyncLog.outcome },
      ...{ code: ssoSyncLog.code, detail: ssoSyncLog.detail, changes: ssoSyncLog.changes, request_id: ssoSyncLog.requestId },
    })
    .from(ssoSyncLog)
    .innerJoin(ssoConnection, and(eq(ssoConnection.tenantId, ssoSyncLog.tenantId), eq(ssoConnection.id, ssoSyncLog.connectionId)))
    .where(
      and(
        eq(ssoSyncLog.tenantId, tenantId),
        input.sso_connection_id === undefined ? undefined : eq(ssoSyncLog.connectionId, input.sso_connection_id),
        input.outcome === undefined ? undefined : eq(ssoSyncLog.outcome, input.outcome),
        containsText([ssoSyncLog.email], input.search),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows, input.limit);
});
