import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { complianceFinding } from '#db/schema/index.ts';
import type { Invocation, OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import type { Executable, Outcome } from '#lib/command/executable.ts';
import { findingRemediate, findingUndo } from '#lib/contracts/compliance-remediations.ts';
import type { FindingWithHistory } from '#lib/contracts/findings.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { findingChange, requireUnfixed } from './change-findings.ts';
import { readComplianceSettings } from './compliance-settings.ts';
import { addFindingStep, readFinding } from './finding-rows.ts';
import { keepFindings } from './keep-findings.ts';
import { lockCompliance, runChecks } from './perform-audit.ts';
import { remediationOf } from './remediations/index.ts';
import type { Fields } from './remediations/remediation.ts';

/** Steps are long enough for these; what an operation takes is smaller. */
const undoSchema = z.record(z.string(), z.unknown());

interface Work {
  readonly executable: Executable;
  readonly input: Fields;
  /** What changes it back; null for what is a change back itself. */
  readonly undo: Fields | null;
}

interface Carried {
  readonly work: Work;
  readonly requestId: string;
}

/** What one click would do, with what holds now; null where people have to look, or nothing is to be mended. */
export async function remediationFor(ctx: OperationContext, finding: FindingWithHistory): Promise<FindingWithHistory['remediation']> {
  const kind = finding.state === 'fixed' ? undefined : remediationOf(finding.check);
  if (kind === undefined) return null;
  const { operation } = kind.executable;
  const { input, before } = await kind.plan(ctx);
  return {
    operation: operation.name,
    summary: operation.summary,
    permission: operation.permission,
    input: { ...input },
    before: { ...before },
  };
}

async function planFix(ctx: OperationContext, id: string): Promise<Work> {
  const finding = await readFinding(ctx, id);
  ctx.expectVersion(finding.version);
  requireUnfixed(finding);
  const kind = remediationOf(finding.check);
  if (kind === undefined) throw new AppError('conflict', { detail: 'People have to mend this; there is no one click for it.' });
  const { input, undo } = await kind.plan(ctx);
  return { executable: kind.executable, input, undo };
}

async function planUndo(ctx: OperationContext, id: string): Promise<Work> {
  const { check, version } = await readFinding(ctx, id);
  ctx.expectVersion(version);
  const mine = and(eq(complianceFinding.tenantId, ctx.tenantId), eq(complianceFinding.id, id));
  const [row] = await ctx.tx.select({ undo: complianceFinding.undo }).from(complianceFinding).where(mine);
  const kind = remediationOf(check);
  if (kind === undefined || !row?.undo) throw new AppError('conflict', { detail: 'There is nothing to change back.' });
  return { executable: kind.executable, input: undoSchema.parse(row.undo), undo: null };
}

/** Asks the check again and keeps its findings, so that the finding says at once what became of it. */
async function record(ctx: OperationContext, id: string, { work, requestId }: Carried): Promise<Outcome<FindingWithHistory>> {
  const { tx, tenantId, now, logger } = ctx;
  await lockCompliance(ctx);
  const before = await readFinding(ctx, id);
  const { operation } = work.executable;
  await addFindingStep(ctx, id, work.undo === null ? 'undone' : 'remediated', operation.name);
  await tx
    .update(complianceFinding)
    .set({ undo: work.undo, version: before.version + 1 })
    .where(and(eq(complianceFinding.tenantId, tenantId), eq(complianceFinding.id, id)));
  const settings = await readComplianceSettings(ctx);
  const results = await runChecks(ctx, [before.check], settings, { now, logger });
  await keepFindings(ctx, results, settings.dueDays, now);
  const after = await readFinding(ctx, id);
  const change = findingChange(before, after);
  // The entry of the operation itself is under a request of its own; this one names it.
  const by = { operation: operation.name, request_id: toPublicId('request', requestId) };
  return { result: { ...after, remediation: await remediationFor(ctx, after) }, changes: [{ ...change, after: { ...change.after, by } }] };
}

/** An operation with the rights, the session and the address of who asked; nothing that the outer request said of versions counts inside. */
function carry(invocation: Invocation, work: Work): Promise<Carried> {
  const requestId = newUuid(invocation.runtime.clock.now());
  const inner = { ...invocation, requestId, ifMatch: undefined, idempotencyKey: undefined };
  return work.executable.execute(inner, work.input).then(() => ({ work, requestId }));
}

export const remediateFinding: Executable<typeof findingRemediate.input, typeof findingRemediate.output> = {
  operation: findingRemediate,
  execute: (invocation, raw) =>
    defineAction(findingRemediate, {
      prepare: (ctx, { finding_id: id }) => planFix(ctx, id),
      effect: (work: Work) => carry(invocation, work),
      record: (ctx, { finding_id: id }, carried: Carried) => record(ctx, id, carried),
    }).execute(invocation, raw),
};

export const undoRemediation: Executable<typeof findingUndo.input, typeof findingUndo.output> = {
  operation: findingUndo,
  execute: (invocation, raw) =>
    defineAction(findingUndo, {
      prepare: (ctx, { finding_id: id }) => planUndo(ctx, id),
      effect: (work: Work) => carry(invocation, work),
      record: (ctx, { finding_id: id }, carried: Carried) => record(ctx, id, carried),
    }).execute(invocation, raw),
};
