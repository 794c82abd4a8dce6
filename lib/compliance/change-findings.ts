import { and, eq } from 'drizzle-orm';
import { complianceFinding, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { requireSecondPerson } from '#lib/command/require-second-person.ts';
import { Finding, type FindingWithHistory, findingAskAcceptance, findingDecideAcceptance, findingUpdate } from '#lib/contracts/findings.ts';
import { AppError } from '#lib/core/errors.ts';
import { addFindingStep, readFinding } from './finding-rows.ts';

type Columns = Partial<typeof complianceFinding.$inferInsert>;

const dayMs = 86_400_000;
const toShort = ({ controls: _, timeline: __, remediation: ___, ...finding }: FindingWithHistory): Finding => finding;

/** The finding under a lock, as the caller last saw it; a fixed one is settled and takes comments alone. */
async function lockFinding(ctx: OperationContext, id: string): Promise<FindingWithHistory> {
  await lockRow(ctx.tx, complianceFinding, ctx.tenantId, id);
  const before = await readFinding(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** What the audit trail keeps of a change of a finding. */
export const findingChange = (before: FindingWithHistory, after: FindingWithHistory): Change =>
  changeOf('compliance_finding', 'finding', Finding, toShort(before), toShort(after));

/** Stores what was changed; answers the finding as it is now, with the change for the audit trail. */
async function storeFinding(ctx: OperationContext, before: FindingWithHistory, set: Columns): Promise<Outcome<FindingWithHistory>> {
  const { tx, tenantId } = ctx;
  await tx
    .update(complianceFinding)
    .set({ ...set, version: before.version + 1 })
    .where(and(eq(complianceFinding.tenantId, tenantId), eq(complianceFinding.id, before.id)));
  const after = await readFinding(ctx, before.id);
  return { result: after, changes: [findingChange(before, after)] };
}

async function nameOf({ tx, tenantId }: OperationContext, userId: string): Promise<string> {
  const mine = and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.status, 'active'));
  const [row] = await tx.select({ name: userAccount.name, email: userAccount.email }).from(userAccount).where(mine);
  const fault = { pointer: '/owner_id', detail: 'There is no such person' };
  if (row === undefined) throw new AppError('not_found', { errors: [fault] });
  return row.name === '' ? row.email : row.name;
}

/** A fixed finding is settled. */
export const requireUnfixed = ({ state }: Finding): void => {
  if (state === 'fixed') throw new AppError('conflict', { detail: 'The finding is fixed.' });
};

export const updateFinding = defineCommand(findingUpdate, async (ctx, { finding_id: id, owner_id: ownerId, due_at: dueAt, comment }) => {
  const before = await lockFinding(ctx, id);
  if (ownerId !== undefined || dueAt !== undefined) requireUnfixed(before);
  const set: Columns = { ...(ownerId === undefined ? {} : { ownerId }), ...(dueAt === undefined ? {} : { dueAt }) };
  if (ownerId !== undefined) await addFindingStep(ctx, id, 'assigned', ownerId === null ? 'Nobody' : await nameOf(ctx, ownerId));
  if (dueAt !== undefined) await addFindingStep(ctx, id, 'due', dueAt.toISOString().slice(0, 10));
  if (comment !== undefined && comment !== '') await addFindingStep(ctx, id, 'comment', comment);
  else if (Object.keys(set).length === 0) return { result: before, changes: null };
  return storeFinding(ctx, before, set);
});

export const askAcceptance = defineCommand(findingAskAcceptance, async (ctx, { finding_id: id, days, reason }) => {
  const { now, caller } = ctx;
  const before = await lockFinding(ctx, id);
  requireUnfixed(before);
  if (before.state === 'accepted') throw new AppError('conflict', { detail: 'The risk is accepted already.' });
  await addFindingStep(ctx, id, 'acceptance_asked', reason);
  const acceptedUntilAt = new Date(now.getTime() + days * dayMs);
  return storeFinding(ctx, before, { acceptanceAskedBy: caller.userId, acceptedUntilAt });
});

export const decideAcceptance = defineCommand(findingDecideAcceptance, async (ctx, { finding_id: id, accept, note }) => {
  const before = await lockFinding(ctx, id);
  requireUnfixed(before);
  if (before.acceptance_asked_by === null || before.state === 'accepted')
    throw new AppError('conflict', { detail: 'Nobody has asked that this risk be accepted.' });
  await requireSecondPerson(ctx, [before.acceptance_asked_by], 'Somebody else has to decide about what you asked for.');
  await addFindingStep(ctx, id, accept ? 'accepted' : 'acceptance_refused', note);
  const refused: Columns = { acceptanceAskedBy: null, acceptedUntilAt: null };
  return storeFinding(ctx, before, accept ? { state: 'accepted', acceptedBy: ctx.caller.userId } : refused);
});
