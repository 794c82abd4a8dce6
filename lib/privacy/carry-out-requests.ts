import { and, asc, eq, lte } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { auditErasure, privacyPackagePart, privacyRequest, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { packageDays } from '#lib/contracts/privacy-requests.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { erasureStatement, signStatement } from './certificate.ts';
import { eraseCallTags } from './erase-call-tags.ts';
import { declaredSteps, type ErasureStep } from './erasure-steps.ts';
import { holdsOnPerson } from './holding.ts';
import { leaseUntil } from './lease.ts';
import { makePackage } from './make-package.ts';
import { pseudonymOf } from './pseudonym.ts';
import { forgetRequests, jobOrigin, specialSteps } from './special-steps.ts';
import type { Subject } from './subject.ts';

const tenantsAtOnce = 100;
const dayMs = 86_400_000;
/** Until the next look at something that somebody else has to end first: a hold, the sealing of the trail. */
const waitMs = { hold: 3_600_000, seal: 1000 } as const;
/** After a fault: 1, 2, 4 … minutes, at most an hour. */
const backoffMs = (attempts: number): number => Math.min(60_000 * 2 ** attempts, 3_600_000);

export interface CarryingOut {
  readonly databases: Pick<Databases, 'app' | 'ingest' | 'jobs'>;
  readonly masters: MasterKeys;
  readonly logger: Logger;
  readonly now: () => number;
  /** The steps of an erasure, in their order; a test may stop between two. */
  readonly steps?: readonly ErasureStep[];
}

type Row = typeof privacyRequest.$inferSelect;

interface Work extends CarryingOut {
  readonly row: Row;
  readonly subject: Subject;
  readonly signal: AbortSignal;
}

/** Changes the request; answers nothing. */
const set = (tx: TenantTransaction, { tenantId, id }: Row, change: Partial<typeof privacyRequest.$inferInsert>): Promise<unknown> =>
  tx
    .update(privacyRequest)
    .set(change)
    .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, id)));

/** Takes one request that is due, for as long as a lease is; undefined where there is none. */
async function claim({ databases, now }: CarryingOut, tenantId: string): Promise<{ row: Row; name: string } | undefined> {
  return inTenant(databases.app, tenantId, async (tx) => {
    const [row] = await tx
      .select()
      .from(privacyRequest)
      .where(and(eq(privacyRequest.tenantId, tenantId), lte(privacyRequest.nextAttemptAt, new Date(now()))))
      .orderBy(asc(privacyRequest.nextAttemptAt))
      .limit(1)
      .for('update', { skipLocked: true });
    if (row === undefined) return undefined;
    await set(tx, row, { nextAttemptAt: leaseUntil(now()) });
    if (row.userId === null) return { row, name: '' };
    const [account] = await tx
      .select({ name: userAccount.name })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, row.userId)));
    return { row, name: account?.name ?? '' };
  });
}

/** Notes in the trail what the job did with a request. */
const noted = (tx: TenantTransaction, { row, now }: Work, action: string, after: object): Promise<void> =>
  writeAudit(
    tx,
    jobOrigin(row.tenantId),
    `privacy_request.${action}`,
    [{ resource: 'privacy_request', id: toPublicId('privacyRequest', row.id), before: { state: row.state }, after }],
    new Date(now()),
  );

async function exportPerson(work: Work): Promise<void> {
  const { databases, masters, row, subject, now, signal } = work;
  const { digest, bytes } = await makePackage(databases.app, masters, subject, { now, signal });
  const endsAt = new Date(now() + packageDays * dayMs);
  await inTenant(databases.app, row.tenantId, async (tx) => {
    await set(tx, row, {
      ...{ state: 'done', outcome: 'The package is ready', endedAt: new Date(now()), problem: null },
      ...{ packageDigest: digest, packageBytes: bytes, packageExpiresAt: endsAt, nextAttemptAt: endsAt },
    });
    await noted(tx, work, 'export', { state: 'done', package_digest: digest });
  });
}

/** What was not fetched in time is deleted; it can be asked for again. */
async function dropPackage(work: Work): Promise<void> {
  const { databases, row } = work;
  await inTenant(databases.app, row.tenantId, async (tx) => {
    await tx.delete(privacyPackagePart).where(and(eq(privacyPackagePart.tenantId, row.tenantId), eq(privacyPackagePart.requestId, row.id)));
    await set(tx, row, { packageBytes: null, nextAttemptAt: null, linkHash: null, linkExpiresAt: null });
    await noted(tx, work, 'drop_package', { state: row.state });
  });
}

/** One step with its row of progress in one transaction: after a crash it was either done and noted, or neither. */
async function takeStep({ databases, row, subject, now }: Work, step: ErasureStep): Promise<void> {
  await inTenant(databases.app, row.tenantId, async (tx) => {
    const [locked] = await tx
      .select({ progress: privacyRequest.progress, state: privacyRequest.state })
      .from(privacyRequest)
      .where(and(eq(privacyRequest.tenantId, row.tenantId), eq(privacyRequest.id, row.id)))
      .for('update');
    if (locked === undefined || locked.state !== 'approved' || step.id in locked.progress) return;
    const count = await step.run(tx, subject);
    await set(tx, row, { progress: { ...locked.progress, [step.id]: count }, nextAttemptAt: leaseUntil(now()) });
  });
}

/** Whether the sequencer has taken the person out of the trail. */
async function isOutOfTrail(tx: TenantTransaction, { tenantId, userId }: Subject): Promise<boolean> {
  if (userId === null) return true;
  const rows = await tx
    .select({ erasedAt: auditErasure.erasedAt })
    .from(auditErasure)
    .where(and(eq(auditErasure.tenantId, tenantId), eq(auditErasure.subjectId, userId)));
  return rows.length > 0 && rows.every(({ erasedAt }) => erasedAt !== null);
}

async function finishErasure(work: Work): Promise<void> {
  const { databases, masters, row, subject, now } = work;
  await inTenant(databases.app, row.tenantId, async (tx) => {
    const [locked] = await tx
      .select()
      .from(privacyRequest)
      .where(and(eq(privacyRequest.tenantId, row.tenantId), eq(privacyRequest.id, row.id)))
      .for('update');
    if (locked === undefined || locked.state !== 'approved') return;
    const facts = { law: row.law, receivedAt: row.receivedAt, now: new Date(now()), progress: locked.progress };
    const isOut = await isOutOfTrail(tx, subject);
    const certificate = isOut ? await signStatement(tx, masters, row.tenantId, erasureStatement(subject, facts)) : undefined;
    if (certificate === undefined) {
      await set(tx, row, { nextAttemptAt: new Date(now() + waitMs.seal), problem: 'Waits until the audit trail has sealed the erasure' });
      return;
    }
    await forgetRequests(tx, subject);
    await set(tx, row, { state: 'done', outcome: 'Erased', endedAt: facts.now, nextAttemptAt: null, problem: null, certificate });
    await noted(tx, work, 'erase', { state: 'done', pseudonym: subject.pseudonym });
  });
}

async function eraseTags(work: Work): Promise<void> {
  const id = 'tags:usage_event';
  if (id in work.row.progress) return;
  const count = await eraseCallTags(work.databases, work.subject, work.signal);
  work.signal.throwIfAborted();
  await takeStep(work, { id, run: async () => count });
}

/** Whether a hold keeps what is still there; then the request says so and waits. */
async function waitsForHold({ databases, row, subject, now }: Work): Promise<boolean> {
  const { tenantId } = row;
  return inTenant(databases.app, tenantId, async (tx) => {
    const holds = await holdsOnPerson({ tx, tenantId }, subject.userId);
    if (holds.length === 0) return false;
    const problem = `A legal hold keeps the data: ${holds.join(', ')}`;
    await set(tx, row, { problem, nextAttemptAt: new Date(now() + waitMs.hold) });
    return true;
  });
}

async function erasePerson(work: Work): Promise<void> {
  const { row, signal } = work;
  // Once the account is a pseudonym there is nobody left whose data could be held.
  let isAnonymous = 'account' in row.progress;
  for (const step of work.steps ?? [...declaredSteps, ...specialSteps]) {
    signal.throwIfAborted();
    // Asked again at each step: a hold that is put in force meanwhile keeps what is left.
    if (!isAnonymous && (await waitsForHold(work))) return;
    // Before the account is a pseudonym, and in transactions of its own: it may look through years of calls.
    if (step.id === 'account') await eraseTags(work);
    if (!(step.id in row.progress)) await takeStep(work, step);
    isAnonymous ||= step.id === 'account';
  }
  await finishErasure(work);
}

async function carryOut(work: Work): Promise<void> {
  if (work.row.state === 'done') return dropPackage(work);
  return work.row.kind === 'erasure' ? erasePerson(work) : exportPerson(work);
}

/** A fault is tried again later, and told where people look. */
async function postpone({ databases, row, now, logger }: Work, error: unknown): Promise<void> {
  logger.error({ err: error, requestId: row.id, tenantId: row.tenantId }, 'A privacy request could not be carried out');
  const nextAttemptAt = new Date(now() + backoffMs(row.attempts));
  const problem = 'Something went wrong; it is tried again. The log of the worker says what.';
  await inTenant(databases.app, row.tenantId, (tx) => set(tx, row, { attempts: row.attempts + 1, nextAttemptAt, problem }));
}

/**
 * Makes packages, carries erasures out and lets expired packages go. Each request is worked on by one process at a time, by a lease
 * that is renewed with each step; after a crash another goes on with the step that was not done. Answers how many it looked at.
 */
export async function carryOutPrivacyRequests(parts: CarryingOut, signal: AbortSignal): Promise<number> {
  const { databases, now } = parts;
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('carry-out-privacy-requests', ${new Date(now()).toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let count = 0;
  for (const { tenantId } of due) {
    for (;;) {
      if (signal.aborted) return count;
      const claimed = await claim(parts, tenantId);
      if (claimed === undefined) break;
      const { row, name } = claimed;
      const pseudonym = pseudonymOf(tenantId, row.userId ?? row.id);
      const subject = { tenantId, requestId: row.id, userId: row.userId, email: row.email, name, pseudonym };
      const work = { ...parts, row, subject, signal };
      await carryOut(work).catch((error: unknown) => postpone(work, error));
      count += 1;
    }
  }
  return count;
}
