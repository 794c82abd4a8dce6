import { and, eq, ne } from 'drizzle-orm';
import { complianceFinding } from '#db/schema/index.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { raiseIncident, settleIncident } from '#lib/incidents/index.ts';
import type { Check, Severity } from './checks/check.ts';
import { checkNamed } from './checks/index.ts';
import type { Reading } from './compliance-settings.ts';
import { mailFlip } from './flip-mail.ts';
import type { Framework } from './frameworks/framework.ts';
import type { CheckResult } from './run-check.ts';
import { systemOrigin } from './system-origin.ts';

/** The source that incidents of compliance name. */
const complianceSource = 'compliance';

const severities: Readonly<Record<Severity, 'info' | 'warning' | 'critical'>> = {
  low: 'info',
  medium: 'warning',
  high: 'warning',
  critical: 'critical',
};

/** A check whose answer is another than before. */
interface Flip {
  readonly before: string;
  readonly result: CheckResult;
}

/** Checks that began to fail, and those that failed and no longer do; what could not be carried out is neither. */
export function flipsOf(results: readonly CheckResult[], before: Readonly<Record<string, string>>): readonly Flip[] {
  return results.flatMap((result) => {
    const was = before[result.name];
    // Unknown before: a check that is new to the organization sets its mark, and its finding tells of it.
    if (was === undefined || result.status === 'needs_human' || was === result.status) return [];
    return was === 'fail' || result.status === 'fail' ? [{ before: was, result }] : [];
  });
}

async function findingOf({ tx, tenantId }: Reading, check: string) {
  const { id, state } = complianceFinding;
  const [found] = await tx
    .select({ id, state })
    .from(complianceFinding)
    .where(and(eq(complianceFinding.tenantId, tenantId), eq(complianceFinding.checkName, check), ne(complianceFinding.state, 'fixed')));
  return found;
}

async function tellFault(reading: Reading, check: Check, result: CheckResult, now: Date): Promise<boolean> {
  const finding = await findingOf(reading, check.name);
  // Somebody bears this risk with open eyes; nobody is told of it again before that ends.
  if (finding === undefined || finding.state === 'accepted') return false;
  const { failing, examined, sample, digest } = result;
  const incident = {
    source: complianceSource,
    fingerprint: check.name,
    severity: severities[check.severity],
    title: `No longer so: ${check.title}`,
    summary: `${check.looks} ${check.mend}`,
    detail: { check: check.name, failing, examined, sample, evidence_sha256: digest },
  };
  await raiseIncident(reading.tx, reading.tenantId, incident, now);
  await mailFlip(reading, check, result, finding.id, now);
  return true;
}

const refersTo =
  (check: string) =>
  ({ controls }: Framework): boolean =>
    controls.some(({ checks }) => checks.includes(check));

/** Tells of what flipped: an incident and mail where a rule is broken, the incident settled where it is kept again; both audited. Answers how many faults were told. */
export async function noteFlips(reading: Reading, flips: readonly Flip[], followed: readonly Framework[], now: Date): Promise<number> {
  const { tx, tenantId } = reading;
  let told = 0;
  for (const { result } of flips) {
    const check = checkNamed(result.name);
    if (check === undefined) continue;
    if (result.status === 'fail') told += (await tellFault(reading, check, result, now)) ? 1 : 0;
    else await settleIncident(tx, tenantId, { source: complianceSource, fingerprint: check.name, note: 'The check passes again.' }, now);
  }
  const changes = flips.map(({ before, result: { name, status, failing, digest } }) => ({
    resource: 'compliance_check',
    id: name,
    before: { status: before },
    // So that a SIEM knows for which frameworks it matters.
    after: { status, failing, evidence_sha256: digest, frameworks: followed.filter(refersTo(name)).map((one) => one.name) },
  }));
  if (changes.length > 0) await writeAudit(tx, systemOrigin(tenantId, 'monitor-compliance', now), 'compliance_check.flip', changes, now);
  return told;
}
