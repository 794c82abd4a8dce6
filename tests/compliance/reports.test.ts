import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandRuntime } from '#lib/command/context.ts';
import { downloadReport, getFinding, listFindings, remediateFinding, runAudit, undoRemediation } from '#lib/compliance/index.ts';
import type { ComplianceAuditWithResults } from '#lib/contracts/compliance-audits.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { previewReport } from '#lib/reports/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { ocsfFaults } from '#tests/support/ocsf-rules.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  insertVirtualKey,
  invocationOf,
  type SampleCompany,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let audit: ComplianceAuditWithResults;
let nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => ++nowMs } };
  company = await createSampleCompany(database, 'reported');
  await insertVirtualKey(database, company.tenantId, { name: 'Nobody’s' });
  await database.superuser`insert into cache_settings (tenant_id, mode, isolation, ttl_seconds) values (${company.tenantId}, 'all', 'tenant', 120)`;
  audit = await runAudit.execute(admin(), {});
});
afterAll(() => database.drop());

const admin = () => invocationOf(runtime, company, company.admin);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'success',
    (error) => error.code,
  );

async function fileOf(format: 'pdf' | 'json' | 'ocsf'): Promise<Buffer> {
  const { pieces } = await downloadReport.open(admin(), { run_id: toPublicId('complianceRun', audit.id), format });
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}

describe('[CMP-2] [REP-1] the report that is scheduled', () => {
  const preview = (from: Date, to: Date, person = company.admin) =>
    previewReport.execute(invocationOf(runtime, company, person), {
      ...{ kind: 'compliance', period: 'custom', from: from.toISOString(), to: to.toISOString() },
    });

  it('has the scores, findings and controls of the last audit of its period, and says where there was none', async () => {
    const end = new Date(audit.finished_at.getTime() + 1);
    const { document } = await preview(new Date(audit.started_at.getTime() - 86_400_000), end);
    const [frameworks, findings, controls] = document.sections;
    expect(frameworks?.rows).toEqual(
      audit.frameworks.map((one) => [
        ...[one.name, one.score, null, one.evidenced],
        ...[one.passed, one.failed, one.needs_human, one.not_applicable],
      ]),
    );
    expect(controls?.rows).toHaveLength(audit.controls.length);
    const failed = audit.checks.filter(({ status }) => status === 'fail').map(({ title }) => title);
    expect(findings?.rows.map(([, title]) => title).toSorted()).toEqual(failed.toSorted());
    expect(new Set(findings?.rows.map((row) => row[3]))).toEqual(new Set(['Open']));
    const earlier = await preview(new Date(end.getTime() - 9 * 86_400_000), new Date(end.getTime() - 86_400_000));
    expect(earlier.document.sections.map(({ rows }) => rows.length)).toEqual([0, 0, 0]);
    expect(earlier.document.sections[0]?.note).toBe('There was no audit before the end of the period.');
    // The scores of before stand beside those of the period.
    const later = await preview(end, new Date(end.getTime() + 86_400_000));
    expect(later.document.sections[0]?.rows.map((row) => row[2])).toEqual(audit.frameworks.map(({ score }) => score));
  });

  it('is refused to whoever may not read compliance', async () => {
    const asked = preview(new Date(audit.started_at.getTime() - 1000), audit.finished_at, company.member);
    expect(await codeOf(asked)).toBe('forbidden');
  });
});

describe('[CMP-2] reports', () => {
  it('say in JSON what the audit found, with evidence that its digests are of', async () => {
    const Report = z.object({
      statement: z.string(),
      audit: z.object({ score: z.number(), checks: z.array(z.object({ check: z.string(), digest: z.string() })) }),
      findings: z.array(z.object({ check: z.string() })),
      evidence: z.array(z.object({ check: z.string(), evidence: z.string() })),
    });
    const text = (await fileOf('json')).toString();
    const report = Report.parse(JSON.parse(text));
    expect(report.statement).toContain('evidences');
    expect(text).not.toMatch(/certif(y|ies|ied)/i);
    expect(report.audit.score).toBe(audit.score);
    for (const { check, evidence } of report.evidence) {
      expect(report.audit.checks).toContainEqual(expect.objectContaining({ check, digest: hash('sha256', evidence, 'hex') }));
    }
    expect(report.findings.map(({ check }) => check)).toContain('keys-have-owner');
  });

  it('are events of OCSF class 2003 with everything its schema asks for', async () => {
    const Event = z.object({
      ...{ activity_id: z.literal(1), category_uid: z.literal(2), class_uid: z.literal(2003), type_uid: z.literal(200_301) },
      ...{ time: z.number().int(), severity_id: z.number().int().min(0).max(6) },
      metadata: z.object({ version: z.string(), product: z.object({ name: z.string(), vendor_name: z.string() }) }),
      finding_info: z.object({ uid: z.string(), title: z.string() }),
      compliance: z.object({
        status_id: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(99)]),
        standards: z.array(z.string()).min(1),
      }),
    });
    const lines = (await fileOf('ocsf')).toString().trimEnd().split('\n');
    expect(lines).toHaveLength(audit.checks.length);
    for (const line of lines) expect(ocsfFaults(JSON.parse(line))).toEqual([]);
    const events = lines.map((line) => Event.parse(JSON.parse(line)));
    const failed = audit.checks.filter(({ status }) => status === 'fail').length;
    expect(events.filter(({ compliance }) => compliance.status_id === 3)).toHaveLength(failed);
  });

  it('are a PDF of several pages', async () => {
    const pdf = await fileOf('pdf');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    const begin = pdf.indexOf('stream\n') + 'stream\n'.length;
    expect(inflateSync(pdf.subarray(begin, pdf.indexOf('endstream', begin))).length).toBeGreaterThan(500);
  });
});

describe('[CMP-2] one click', () => {
  const findingOf = async (check: string) => {
    const { data } = await listFindings.execute(admin(), { check, state: 'unfixed' });
    return toPublicId('finding', data[0]?.id ?? '');
  };

  it.each([
    ['idle-sessions-end', 'security_setting', 'idle_minutes', 60, null],
    ['second-factor-required', 'security_setting', 'factor_required', 'roles', 'nobody'],
    ['policies-need-second-person', 'policy_setting', 'needs_second_person', true, false],
    ['price-lists-reviewed', 'tenant', 'price_review', 'review', 'automatic'],
    ['kept-answers-are-separated', 'cache_settings', 'isolation', 'team', 'tenant'],
    ['idle-sessions-end-in-fifteen-minutes', 'security_setting', 'idle_minutes', 15, null],
  ] as const)('mends %s as previewed, fixes the finding, and changes it back', async (check, table, column, mended, before) => {
    const storedValue = async (): Promise<unknown> => {
      const { superuser: sql } = database;
      const [row] = await sql`select ${sql(column)} as value from ${sql(table)} where tenant_id = ${company.tenantId}`;
      return row?.value ?? null;
    };
    await runAudit.execute(admin(), {});
    const id = await findingOf(check);
    const shown = await getFinding.execute(admin(), { finding_id: id });
    expect(shown.remediation?.input).toMatchObject({ [column]: mended });
    const fixed = await remediateFinding.execute(admin(), { finding_id: id });
    expect(fixed).toMatchObject({ state: 'fixed', undoable: true });
    expect(await storedValue()).toBe(mended);
    await undoRemediation.execute(admin(), { finding_id: id });
    expect(await storedValue()).toBe(before);
    expect(await findingOf(check)).not.toBe(id);
    expect(await codeOf(undoRemediation.execute(admin(), { finding_id: id }))).toBe('conflict');
  });

  it('leaves to people what cannot be changed back', async () => {
    const id = await findingOf('keys-have-owner');
    expect(await codeOf(remediateFinding.execute(admin(), { finding_id: id }))).toBe('conflict');
  });

  it('is carried out with the rights of who asks', async () => {
    const { superuser: sql } = database;
    // Somebody who settles findings and may not change how people sign in.
    await sql`insert into role (tenant_id, id, name, title, level, permissions)
      values (${company.tenantId}, gen_random_uuid(), 'settler', 'Settler', 60, '{compliance.read,compliance.write}')`;
    await sql`insert into role_assignment (tenant_id, id, user_id, role_id, scope_kind)
      select ${company.tenantId}, gen_random_uuid(), ${company.seller.userId}, id, 'tenant' from role
      where tenant_id = ${company.tenantId} and name = 'settler'`;
    const seller = invocationOf(runtime, company, company.seller);
    const id = await findingOf('second-factor-required');
    expect(await codeOf(remediateFinding.execute(seller, { finding_id: id }))).toBe('forbidden');
    expect((await getFinding.execute(seller, { finding_id: id })).state).toBe('open');
  });
});
