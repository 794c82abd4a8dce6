import { and, eq } from 'drizzle-orm';
import { mailMessage } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';

/** Lets a message that was given up be tried again from now on. False for one that waits or was sent. */
export async function requeueMail(tx: TenantTransaction, tenantId: string, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(mailMessage)
    .set({ state: 'queued', attempts: 0, nextAttemptAt: now })
    .where(and(eq(mailMessage.tenantId, tenantId), eq(mailMessage.id, id), eq(mailMessage.state, 'failed')))
    .returning({ id: mailMessage.id });
  return rows.length > 0;
}
