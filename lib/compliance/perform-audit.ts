import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { complianceAttestation, complianceResult, complianceRun, complianceSetting, configVersion } from '#db/schema/index.ts';
import { clientOf } from '#db/tenant.ts';
import { canonicalJson } from '#lib/audit/canonical-json.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { checkNamed } from './checks/index.ts';
import { type Reading, readComplianceSettings, type StoredSettings } from './compliance-settings.ts';
import { judgeControl, weightOf } from './judge-control.ts';
import { keepFindings } from './keep-findings.ts';
import { chosenOf, type HeldFramework, loadFrameworks } from './load-frameworks.ts';
import { type CheckResult, runCheck, sha256 } from './run-check.ts';
import { scoreControls } from './score-controls.ts';

type RunRow = typeof complianceRun.$inferSelect;

/** What an audit is to look at, and who wants it. */
interface AuditOrder {
  readonly cause: RunRow['cause'];
  readonly startedBy: string | null;
  /** Keys of frameworks; undefined for those that the organization follows. */
  readonly frameworks?: readonly string[] | undefined;
  readonly now: Date;
  readonly logger: Logger;
}

/** Days from one audit to the next. */
const auditEveryDays = 90;
const dayMs = 86_400_000;

/** One audit of an organization at a time: findings are compared with those of the run before. */
export async function lockCompliance({ tx, tenantId }: Reading): Promise<void> {
  await tx.insert(complianceSetting).values({ tenantId }).onConflictDoNothing();
  const mine = eq(complianceSetting.tenantId, tenantId);
  await tx.select({ tenantId: complianceSetting.tenantId }).from(complianceSetting).where(mine).for('update');
}

/** What the versions of all parts of the configuration are, as one text that changes with each of them. */
export async function sha256OfConfiguration({ tx, tenantId }: Reading): Promise<string> {
  const { section, version } = configVersion;
  const rows = await tx.select({ section, version }).from(configVersion).where(eq(configVersion.tenantId, tenantId)).orderBy(asc(section));
  return sha256(rows.map((row) => `${row.section}:${row.version}`).join(' '));
}

/** Carries checks out one after the other, in the transaction. */
export async function runChecks(
  { tx, tenantId }: Reading,
  names: readonly string[],
  { limits }: Pick<StoredSettings, 'limits'>,
  { now, logger }: Pick<AuditOrder, 'now' | 'logger'>,
): Promise<CheckResult[]> {
  const client = clientOf(tx);
  const results: CheckResult[] = [];
  for (const name of names) {
    const check = checkNamed(name);
    if (check === undefined) continue;
    const onFault = (err: unknown) => logger.error({ err, check: name }, 'A check of compliance could not be carried out');
    results.push(await runCheck(client, check, { tenantId, now, limits }, onFault));
  }
  return results;
}

/** Attestations in force: `framework ref` → id. */
async function attestations({ tx, tenantId }: Reading, now: Date): Promise<ReadonlyMap<string, string>> {
  const { id, framework, ref } = complianceAttestation;
  const inForce = and(
    eq(complianceAttestation.tenantId, tenantId),
    isNull(complianceAttestation.revokedAt),
    gt(complianceAttestation.expiresAt, now),
  );
  const rows = await tx.select({ id, framework, ref }).from(complianceAttestation).where(inForce);
  return new Map(rows.map((row) => [`${row.framework} ${row.ref}`, row.id]));
}

function judge(frameworks: readonly HeldFramework[], results: readonly CheckResult[], attested: ReadonlyMap<string, string>) {
  const statuses = new Map(results.map(({ name, status }) => [name, status]));
  // A check that own controls name and that is gone decides nothing any more.
  const statusOf = (name: string) => statuses.get(name) ?? 'needs_human';
  const controls = frameworks.flatMap(({ key, controls: own }) =>
    own.map((control) => {
      const attestationId = attested.get(`${key} ${control.ref}`) ?? null;
      const status = judgeControl(control, statusOf, attestationId !== null);
      const { ref, title, checks } = control;
      return { framework: key, ref, title, status, weight: weightOf(control), checks, attestation_id: attestationId };
    }),
  );
  const scores = frameworks.map(({ key, name }) => {
    const { score, evidenced, ...counts } = scoreControls(controls.filter(({ framework }) => framework === key));
    return { framework: key, name, score, evidenced, ...counts };
  });
  return { controls, scores };
}

/**
 * Audits the organization in the transaction: every check once, what that says of each control, scores, and findings. What was found
 * is stored for good; its digest belongs into the audit entry that the caller writes in the same transaction.
 */
export async function performAudit(reading: Reading, order: AuditOrder): Promise<RunRow> {
  const { tx, tenantId } = reading;
  const { now } = order;
  await lockCompliance(reading);
  const settings = await readComplianceSettings(reading);
  const frameworks = chosenOf(await loadFrameworks(reading), order.frameworks ?? settings.frameworks);
  if (frameworks.length === 0) throw new AppError('not_found', { detail: 'There is no such framework.' });
  const names = [...new Set(frameworks.flatMap(({ controls }) => controls.flatMap(({ checks }) => checks)))].sort();
  const results = await runChecks(reading, names, settings, order);
  const { controls, scores } = judge(frameworks, results, await attestations(reading, now));
  const { score, evidenced } = scoreControls(controls);
  const id = newUuid(now.getTime());
  const digest = sha256(
    canonicalJson({
      v: '1',
      results: results.map(({ name, digest: of }) => ({ check: name, sha256: of })),
      controls: controls.map(({ weight, checks: _, ...control }) => ({ ...control, weight: `${weight}` })),
    }),
  );
  const row: RunRow = {
    ...{ tenantId, id, cause: order.cause, startedBy: order.startedBy, startedAt: now, finishedAt: now },
    nextAuditAt: new Date(now.getTime() + auditEveryDays * dayMs),
    ...{ score, evidenced, frameworks: scores, controls, digest },
  };
  await tx.insert(complianceRun).values(row);
  if (results.length > 0) {
    await tx.insert(complianceResult).values(
      results.map(({ name: checkName, status, examined, failing, measuredAt, evidence, digest: of }) => ({
        ...{ tenantId, runId: id, checkName, status, examined, failing, measuredAt, evidence, digest: of },
      })),
    );
  }
  await keepFindings(reading, results, settings.dueDays, now);
  return row;
}
