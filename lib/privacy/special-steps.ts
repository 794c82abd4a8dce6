import { and, eq, sql } from 'drizzle-orm';
import { auditErasure, cacheEntry, cacheSettings, mailMessage, privacyRequest, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { ErasureStep } from './erasure-steps.ts';
import { patternsOf, type Subject } from './subject.ts';

/** Messages to them are emptied, also those that wait: nobody is written to any more. */
const mail: ErasureStep = {
  id: 'mail',
  async run(tx, { tenantId, email, pseudonym }) {
    const emptied = await tx
      .update(mailMessage)
      .set({
        ...{ recipient: pseudonym, subject: '', text: '', html: '' },
        state: sql`case ${mailMessage.state} when 'queued' then 'failed' else ${mailMessage.state} end`,
      })
      .where(and(eq(mailMessage.tenantId, tenantId), sql`lower(${mailMessage.recipient}) = lower(${email})`))
      .returning({ id: mailMessage.id });
    return emptied.length;
  },
};

/** Records that the application may only append to. */
const appended: ErasureStep = {
  id: 'records',
  async run(tx, subject) {
    const { text, json } = patternsOf(subject);
    const [row] = await tx.execute<{ count: bigint }>(
      sql`select erase_person_records(${subject.requestId}::uuid, ${text}, ${json}, ${subject.pseudonym}) as count`,
    );
    return Number(row?.count ?? 0n);
  },
};

/**
 * Kept answers do not say who asked, so all of the organization go; what they answered costs once more. Processes let go of what
 * they have in memory. Answers to an Idempotency-Key go with the call that they are of.
 */
const answers: ErasureStep = {
  id: 'answers',
  async run(tx, { tenantId, userId }) {
    if (userId === null) return 0;
    await tx
      .update(cacheSettings)
      .set({ epoch: sql`${cacheSettings.epoch} + 1` })
      .where(eq(cacheSettings.tenantId, tenantId));
    await bumpConfigVersions(tx, tenantId, ['cache']);
    const kept = await tx.delete(cacheEntry).where(eq(cacheEntry.tenantId, tenantId)).returning({ key: cacheEntry.key });
    const calls = await tx.execute(sql`
      delete from idempotent_call i where i.tenant_id = ${tenantId} and i.state = 'completed' and exists (
        select from usage_event e join usage_dimension d on d.tenant_id = e.tenant_id and d.id = e.user_dim and d.kind = 'user'
        where e.tenant_id = ${tenantId} and e.id = i.call_id and e.occurred_at >= i.created_at - interval '1 day' and d.value = ${userId})`);
    return kept.length + Number(calls.count);
  },
};

/** The account becomes a pseudonym that nobody can sign in to or find: rows of the books refer to it. */
const account: ErasureStep = {
  id: 'account',
  async run(tx, { tenantId, userId, pseudonym }) {
    if (userId === null) return 0;
    const emptied = await tx
      .update(userAccount)
      .set({
        ...{ email: `${pseudonym}@erased.invalid`, name: pseudonym, passwordHash: null, temporaryPasswordExpiresAt: null },
        ...{ status: 'deactivated', timeZone: null, lastSignInAt: null, version: sql`${userAccount.version} + 1` },
      })
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId)))
      .returning({ id: userAccount.id });
    await bumpConfigVersions(tx, tenantId, ['keys', 'access']);
    return emptied.length;
  },
};

/** Asks the sequencer to take the person out of the trail; it does so as it seals this entry, and destroys the person's key. */
const trail: ErasureStep = {
  id: 'audit',
  async run(tx, { tenantId, userId }) {
    if (userId === null) return 0;
    await tx.insert(auditErasure).values({ tenantId, id: newUuid(), subjectId: userId });
    const change = { resource: 'user', id: toPublicId('user', userId), before: null, after: { erased_from: 'audit' } };
    await writeAudit(tx, jobOrigin(tenantId), 'audit.erase', [change], new Date());
    return 1;
  },
};

/** What the requests themselves say of the person; after this nothing leads from the request to them. */
export async function forgetRequests(tx: TenantTransaction, { tenantId, userId, email }: Subject): Promise<void> {
  const byAddress = sql`lower(${privacyRequest.email}) = lower(${email})`;
  await tx
    .update(privacyRequest)
    .set({ email: '', note: '', verifiedHow: sql`case when ${privacyRequest.verifiedHow} is not null then 'Erased' end` })
    .where(
      and(eq(privacyRequest.tenantId, tenantId), userId === null ? byAddress : sql`(${privacyRequest.userId} = ${userId} or ${byAddress})`),
    );
}

/** Who the trail says did it. */
export const jobOrigin = (tenantId: string) =>
  ({
    tenantId,
    actorKind: 'system',
    ...{ actorId: null, actorName: 'privacy requests', ip: null, userAgent: '' },
    requestId: newUuid(),
  }) as const;

/** Steps that the map cannot say; the last ones are the account and the trail, in which the others may still be noted. */
export const specialSteps: readonly ErasureStep[] = [mail, appended, answers, account, trail];
