import { and, asc, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import { complianceFinding, complianceRun, userAccount } from '#db/schema/index.ts';
import { checkNamed } from './checks/index.ts';
import type { Reading } from './compliance-settings.ts';

/** The last audit that was over before a moment; undefined where there was none. */
async function lastAudit({ tx, tenantId }: Reading, before: Date) {
  const { finishedAt, score, evidenced, frameworks, controls } = complianceRun;
  const [row] = await tx
    .select({ finishedAt, score, evidenced, frameworks, controls })
    .from(complianceRun)
    .where(and(eq(complianceRun.tenantId, tenantId), lt(finishedAt, before)))
    .orderBy(desc(finishedAt))
    .limit(1);
  return row;
}

/** Findings that were there between two moments, with the names of their checks and owners; the gravest due first. */
async function findingsBetween({ tx, tenantId }: Reading, from: Date, to: Date) {
  const rows = await tx
    .select({ finding: complianceFinding, owner: userAccount.name })
    .from(complianceFinding)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, complianceFinding.tenantId), eq(userAccount.id, complianceFinding.ownerId)))
    .where(
      and(
        eq(complianceFinding.tenantId, tenantId),
        lt(complianceFinding.openedAt, to),
        or(isNull(complianceFinding.fixedAt), gt(complianceFinding.fixedAt, from)),
      ),
    )
    .orderBy(asc(complianceFinding.dueAt), asc(complianceFinding.id));
  return rows.map(({ finding, owner }) => ({
    ...{ id: finding.id, title: checkNamed(finding.checkName)?.title ?? finding.checkName, severity: finding.severity, owner },
    ...{ failing: finding.failing, openedAt: finding.openedAt, dueAt: finding.dueAt, acceptedUntilAt: finding.acceptedUntilAt },
    // As it stood at the end of the stretch: what was mended later was open then.
    fixedAt: finding.fixedAt !== null && finding.fixedAt < to ? finding.fixedAt : null,
    isAccepted: finding.state === 'accepted',
  }));
}

/** How an organization stood at the end of a stretch of time, beside its beginning; for whoever may read compliance. */
export async function readStanding(reading: Reading, from: Date, to: Date) {
  return {
    audit: await lastAudit(reading, to),
    before: await lastAudit(reading, from),
    findings: await findingsBetween(reading, from, to),
  };
}

export type Standing = Awaited<ReturnType<typeof readStanding>>;
