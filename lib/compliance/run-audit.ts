import type { Change } from '#lib/command/audit-writer.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { complianceAuditRun } from '#lib/contracts/compliance-audits.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readAudit, runResource } from './audit-rows.ts';
import { performAudit } from './perform-audit.ts';

/** The change that the audit trail keeps of a run: its score, and the digest over all its evidence. */
export const runChange = (row: { readonly id: string; readonly score: number | null; readonly digest: string }): Change => ({
  resource: runResource,
  id: toPublicId('complianceRun', row.id),
  before: null,
  after: { score: row.score, evidence_sha256: row.digest },
});

export const runAudit = defineCommand(complianceAuditRun, async (ctx, { frameworks }) => {
  const { now, logger, caller } = ctx;
  const row = await performAudit(ctx, { cause: 'asked', startedBy: caller.userId, frameworks, now, logger });
  return { result: await readAudit(ctx, row.id), changes: [runChange(row)] };
});
