import {
  accessReview,
  accessReviewItem,
  complianceAttestation,
  complianceFinding,
  complianceFramework,
  complianceResult,
  complianceRun,
  providerRecord,
} from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type IdKind, newUuid } from '#lib/core/ids.ts';

interface Around {
  readonly tenantId: string;
  readonly adminId: string;
  readonly visitorId: string;
  /** The visitor's grant, which the review asks about. */
  readonly assignmentId: string;
}

/** One of everything that compliance keeps; answers its ids by their kinds. */
export async function insertCompliance(tx: TenantTransaction, around: Around): Promise<Readonly<Partial<Record<IdKind, string>>>> {
  const { tenantId, adminId, visitorId, assignmentId } = around;
  const ids = {
    complianceFramework: newUuid(),
    complianceRun: newUuid(),
    finding: newUuid(),
    attestation: newUuid(),
    accessReview: newUuid(),
    accessReviewItem: newUuid(),
  };
  const now = new Date();
  const soon = new Date(now.getTime() + 30 * 86_400_000);
  const own = { ref: 'H1', title: 'Keys are young', checks: ['keys-are-rotated'], human: null };
  await tx.insert(complianceFramework).values({ tenantId, id: ids.complianceFramework, name: 'House', controls: [own] });
  await tx.insert(complianceRun).values({
    ...{ tenantId, id: ids.complianceRun, cause: 'scheduled', startedAt: now, finishedAt: now, nextAuditAt: soon },
    ...{ score: 0, evidenced: 100, frameworks: [], controls: [], digest: 'a digest' },
  });
  await tx.insert(complianceResult).values({
    ...{ tenantId, runId: ids.complianceRun, checkName: 'keys-are-rotated', status: 'fail', examined: 1, failing: 1 },
    ...{ measuredAt: now, evidence: '{"sample":["key"]}', digest: 'a digest' },
  });
  await tx.insert(complianceFinding).values({
    ...{ tenantId, id: ids.finding, checkName: 'second-factor-required', severity: 'high', failing: 1 },
    ...{ dueAt: soon, openedAt: now, lastSeenAt: now },
  });
  await tx.insert(complianceAttestation).values({
    ...{ tenantId, id: ids.attestation, framework: 'soc-2', ref: 'CC1.1', statement: 'There is a code of conduct' },
    ...{ attestedBy: adminId, attestedAt: now, expiresAt: soon },
  });
  await tx.insert(providerRecord).values({ tenantId, provider: 'openai', legalName: 'OpenAI', reviewedAt: now });
  await tx.insert(accessReview).values({ tenantId, id: ids.accessReview, name: 'Quarter', startedBy: adminId, dueAt: soon });
  await tx.insert(accessReviewItem).values({
    ...{ tenantId, id: ids.accessReviewItem, reviewId: ids.accessReview, assignmentId, userId: visitorId },
    ...{ roleTitle: 'Guest', scopeKind: 'tenant' },
  });
  return ids;
}
