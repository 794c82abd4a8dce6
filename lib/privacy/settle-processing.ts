import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { consentPurpose, consentRecord, personProcessing, privacyRequest, virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { TollgateEvent } from '#lib/events/events.ts';
import { disableKeys } from '#lib/organization/index.ts';

type Processing = Pick<typeof personProcessing.$inferSelect, 'restrictedAt' | 'objectedAt' | 'isPseudonymous' | 'keysStopped'>;

const asEverybody: Processing = { restrictedAt: null, objectedAt: null, isPseudonymous: false, keysStopped: false };

/** How data of a person is processed now. */
export async function readProcessing({ tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>, userId: string): Promise<Processing> {
  const [row] = await tx
    .select()
    .from(personProcessing)
    .where(and(eq(personProcessing.tenantId, tenantId), eq(personProcessing.userId, userId)));
  return row ?? asEverybody;
}

/** Effects of the purposes that the person's newest word about is a withdrawal. */
async function withdrawnEffects({ tx, tenantId }: OperationContext, userId: string): Promise<ReadonlySet<string>> {
  const newest = tx
    .selectDistinctOn([consentRecord.purposeId], { purposeId: consentRecord.purposeId, state: consentRecord.state })
    .from(consentRecord)
    .where(and(eq(consentRecord.tenantId, tenantId), eq(consentRecord.userId, userId)))
    .orderBy(consentRecord.purposeId, desc(consentRecord.id))
    .as('newest');
  const rows = await tx
    .select({ effect: consentPurpose.effect })
    .from(consentPurpose)
    .innerJoin(newest, eq(newest.purposeId, consentPurpose.id))
    .where(and(eq(consentPurpose.tenantId, tenantId), isNull(consentPurpose.archivedAt), eq(newest.state, 'withdrawn')));
  return new Set(rows.map(({ effect }) => effect));
}

async function demandedBy(ctx: OperationContext, userId: string): Promise<{ restricted: boolean; objected: boolean }> {
  const { tx, tenantId } = ctx;
  const rows = await tx
    .select({ kind: privacyRequest.kind, state: privacyRequest.state })
    .from(privacyRequest)
    .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.userId, userId)));
  const has = (kind: string, state: string): boolean => rows.some((row) => row.kind === kind && row.state === state);
  return { restricted: has('restriction', 'approved'), objected: has('objection', 'done') };
}

const toWire = (row: Processing): object => ({
  restricted: row.restrictedAt !== null,
  objected: row.objectedAt !== null,
  pseudonymous: row.isPseudonymous,
  keys_stopped: row.keysStopped,
});

/**
 * Brings how a person's data is processed in line with what they said: computed from all that is in force, so that ending one
 * reason leaves the others. Personal keys stop where that is new; they are not enabled again by themselves. The operation
 * must touch the section `keys`.
 */
export async function settleProcessing(
  ctx: OperationContext,
  userId: string,
): Promise<{ readonly changes: readonly Change[]; readonly events: readonly TollgateEvent[] }> {
  const { tx, tenantId, now } = ctx;
  const before = await readProcessing(ctx, userId);
  const { restricted, objected } = await demandedBy(ctx, userId);
  const withdrawn = await withdrawnEffects(ctx, userId);
  const after: Processing = {
    restrictedAt: restricted ? (before.restrictedAt ?? now) : null,
    objectedAt: objected ? (before.objectedAt ?? now) : null,
    isPseudonymous: restricted || objected || withdrawn.has('pseudonymous'),
    keysStopped: restricted || withdrawn.has('stop_keys'),
  };
  if (JSON.stringify(toWire(before)) === JSON.stringify(toWire(after))) return { changes: [], events: [] };
  await tx
    .insert(personProcessing)
    .values({ tenantId, userId, ...after, updatedAt: now })
    .onConflictDoUpdate({ target: [personProcessing.tenantId, personProcessing.userId], set: { ...after, updatedAt: now } });
  const change = { resource: 'user', id: toPublicId('user', userId), before: toWire(before), after: toWire(after) };
  if (!after.keysStopped || before.keysStopped) return { changes: [change], events: [] };
  const stopped = await disableKeys(ctx, sql`${virtualKey.userId} = ${userId} and ${virtualKey.kind} = 'personal'`, 'owner');
  return { changes: [change, ...stopped.changes], events: stopped.events };
}
