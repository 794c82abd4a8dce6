import { desc, eq } from 'drizzle-orm';
import { complianceRun, type StoredControlResult, type StoredFrameworkScore } from '#db/schema/index.ts';
import type { ComplianceControl, ComplianceFramework } from '#lib/contracts/compliance-frameworks.ts';
import { AppError } from '#lib/core/errors.ts';
import { type Reading, readComplianceSettings } from './compliance-settings.ts';
import { weightOf } from './judge-control.ts';
import { chosenOf, type HeldFramework, loadFrameworks } from './load-frameworks.ts';

/** What the newest audit that looked at a framework found of it. */
interface LastAudit {
  readonly at: Date;
  readonly score: StoredFrameworkScore;
  readonly controls: readonly StoredControlResult[];
}

/** Audits that are looked through for the newest of each framework: those of single frameworks come between. */
const auditsMax = 20;

/** By the framework's key. */
async function lastAudits({ tx, tenantId }: Reading): Promise<ReadonlyMap<string, LastAudit>> {
  const { startedAt, frameworks, controls } = complianceRun;
  const rows = await tx
    .select({ startedAt, frameworks, controls })
    .from(complianceRun)
    .where(eq(complianceRun.tenantId, tenantId))
    .orderBy(desc(complianceRun.startedAt), desc(complianceRun.id))
    .limit(auditsMax);
  const found = new Map<string, LastAudit>();
  for (const row of rows) {
    for (const score of row.frameworks) {
      const own = row.controls.filter(({ framework }) => framework === score.framework);
      if (!found.has(score.framework)) found.set(score.framework, { at: row.startedAt, score, controls: own });
    }
  }
  return found;
}

function toFramework(framework: HeldFramework, last: LastAudit | undefined, followed: boolean): ComplianceFramework {
  const { key, name, edition, about, own, controls } = framework;
  const none = { score: null, evidenced: 0, passed: 0, failed: 0, needs_human: 0, not_applicable: 0 };
  const { framework: _, name: __, ...score } = last?.score ?? { framework: key, name, ...none };
  return {
    ...{ framework: key, name, edition, about, own: own !== null, followed, controls: controls.length },
    checked: controls.filter(({ checks }) => checks.length > 0).length,
    ...score,
    audited_at: last?.at ?? null,
    version: own?.version ?? null,
  };
}

function toControls({ controls }: HeldFramework, last: LastAudit | undefined): ComplianceControl[] {
  const byRef = new Map(last?.controls.map((result) => [result.ref, result]));
  return controls.map((control) => {
    const { ref, title, checks, human } = control;
    const result = byRef.get(ref);
    const status = result?.status ?? null;
    return { ref, title, checks: [...checks], human, status, weight: weightOf(control), attestation_id: result?.attestation_id ?? null };
  });
}

/** Every framework, built-in ones first, with how the last audit found it. */
export async function readFrameworks(reading: Reading): Promise<ComplianceFramework[]> {
  const all = await loadFrameworks(reading);
  const { frameworks: chosen } = await readComplianceSettings(reading);
  const followed = new Set(chosenOf(all, chosen).map(({ key }) => key));
  const last = await lastAudits(reading);
  return all.map((framework) => toFramework(framework, last.get(framework.key), followed.has(framework.key)));
}

/** One framework with its controls; `not_found` for a key that is nobody's, or another organization's. */
export async function readFramework(reading: Reading, key: string) {
  const all = await loadFrameworks(reading);
  const framework = all.find((one) => one.key === key);
  if (framework === undefined) throw new AppError('not_found');
  const { frameworks: chosen } = await readComplianceSettings(reading);
  const last = (await lastAudits(reading)).get(key);
  const followed = chosen === null || chosen.includes(key);
  return { ...toFramework(framework, last, followed), control_list: toControls(framework, last) };
}
