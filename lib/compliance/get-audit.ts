import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { complianceResult } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { complianceAuditEvidence, complianceAuditGet } from '#lib/contracts/compliance-audits.ts';
import { AppError } from '#lib/core/errors.ts';
import { readAudit } from './audit-rows.ts';

export const getAudit = defineQuery(complianceAuditGet, (ctx, { run_id: id }) => readAudit(ctx, id));

const Sampled = z.object({ sample: z.array(z.string()) });

export const getEvidence = defineQuery(complianceAuditEvidence, async ({ tx, tenantId }, { run_id: runId, check }) => {
  const { status, evidence, digest } = complianceResult;
  const [row] = await tx
    .select({ status, evidence, digest })
    .from(complianceResult)
    .where(and(eq(complianceResult.tenantId, tenantId), eq(complianceResult.runId, runId), eq(complianceResult.checkName, check)));
  if (row === undefined) throw new AppError('not_found');
  return { check, ...row, sample: Sampled.parse(JSON.parse(row.evidence)).sample };
});
