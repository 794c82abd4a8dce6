import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRuntime } from '#lib/command/context.ts';
import { auditTenants, listAudits, listFindings, monitorTenants, runAudit } from '#lib/compliance/index.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { listIncidents } from '#lib/incidents/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';
import { type CleanCompany, createCleanCompany } from './clean-company.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

let database: TestDatabase;
let runtime: CommandRuntime;
let company: CleanCompany;
let nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createCleanCompany(database, 'watched');
  const { tenantId: t } = company;
  await database.superuser`update session set expires_at = now() + interval '300 days' where tenant_id = ${t}`;
  await database.superuser`update security_setting set absolute_minutes = 999999, idle_minutes = null, factor_due_at = now() + interval '300 days' where tenant_id = ${t}`;
});
afterAll(() => database.drop());

const { signal } = new AbortController();
const watch = () => ({ now: new Date(nowMs), logger: silentLogger, signal });
const look = () => monitorTenants(database.databases, watch());
/** With the audit log sealed, as a worker would have it by then. */
async function monitor(): Promise<number> {
  await sealAll(database, undefined, company.tenantId);
  return look();
}
const admin = () => invocationOf(runtime, company, company.admin);
/** The organizations that monitoring looks into. */
const due = async (atMs = nowMs): Promise<string[]> => {
  const rows = await database.databases.jobs.$client<{ id: string }[]>`
    select tenant_id as id from tenants_due('monitor-compliance', ${new Date(atMs).toISOString()}::timestamptz, 10)`;
  return rows.map(({ id }) => id);
};
const incidents = async () =>
  (await listIncidents.execute(admin(), { source: 'compliance' })).data.map(({ state, detail }) => ({ state, check: detail.check }));
const sql = () => database.superuser;
const mails = () => sql()`select recipient, subject from mail_message where tenant_id = ${company.tenantId} order by created_at`;
const unencrypt = (is: boolean) =>
  sql()`update connection set encryption_key_id = ${is ? null : company.encryptionKeyId} where tenant_id = ${company.tenantId}`;
const moveConfiguration = () =>
  sql()`insert into config_version (tenant_id, section) values (${company.tenantId}, 'connections')
    on conflict (tenant_id, section) do update set version = config_version.version + 1`;

describe('[CMP-3] continuous monitoring', () => {
  it('leaves alone who never audited, and sets its marks after the first audit', async () => {
    await unencrypt(true);
    expect(await monitor()).toBe(0);
    expect(await sql()`select 1 from compliance_monitor`).toHaveLength(0);
    await unencrypt(false);
    await runAudit.execute(admin(), {});
    expect(await due()).toEqual([company.tenantId]);
    expect(await monitor()).toBe(0);
    expect(await incidents()).toEqual([]);
    expect(await due(), 'nobody is asked again while nothing changed').toEqual([]);
    await moveConfiguration();
    expect(await due()).toEqual([company.tenantId]);
    expect(await monitor()).toBe(0);
    expect(await due()).toEqual([]);
    expect(await due(nowMs + 60 * minuteMs)).toEqual([company.tenantId]);
  });

  it('opens an incident and writes to people when a rule is broken, as soon as the configuration moved', async () => {
    await unencrypt(true);
    nowMs += minuteMs;
    // Nothing moved, and the hour is not over.
    expect(await monitor()).toBe(0);
    await moveConfiguration();
    expect(await monitor()).toBe(1);
    expect(await incidents()).toEqual([{ state: 'open', check: 'provider-credentials-encrypted' }]);
    expect(await mails()).toEqual([
      { recipient: company.admin.email, subject: 'Compliance: no longer so: Credentials of providers are encrypted' },
    ]);
    const { data } = await listFindings.execute(admin(), { check: 'provider-credentials-encrypted' });
    expect(data).toMatchObject([{ state: 'open', failing: 1 }]);
    nowMs += 61 * minuteMs;
    expect(await monitor()).toBe(0);
    expect(await mails()).toHaveLength(1);
    expect(await incidents()).toHaveLength(1);
  });

  it('resolves the incident and the finding when the rule is kept again, and audits both flips', async () => {
    await unencrypt(false);
    nowMs += 61 * minuteMs;
    expect(await monitor()).toBe(0);
    expect(await incidents()).toEqual([{ state: 'resolved', check: 'provider-credentials-encrypted' }]);
    expect((await listFindings.execute(admin(), { state: 'unfixed', check: 'provider-credentials-encrypted' })).data).toEqual([]);
    const flips = await sql()`select before ->> 'status' as before, after ->> 'status' as after from audit_entry
      where tenant_id = ${company.tenantId} and action = 'compliance_check.flip' order by occurred_at`;
    expect(flips).toEqual([
      { before: 'pass', after: 'fail' },
      { before: 'fail', after: 'pass' },
    ]);
  });

  it('tells once, however many runners there are', async () => {
    await unencrypt(true);
    nowMs += 61 * minuteMs;
    await sealAll(database, undefined, company.tenantId);
    const told = await Promise.all([look(), look(), look()]);
    expect(told.toSorted()).toEqual([0, 0, 1]);
    await unencrypt(false);
    nowMs += 61 * minuteMs;
    await monitor();
  });

  it('tells of time that passed, such as a key past its rotation', async () => {
    nowMs += 91 * dayMs;
    await sql()`update virtual_key set expires_at = now() + interval '300 days' where tenant_id = ${company.tenantId}`;
    await monitor();
    expect(await incidents()).toContainEqual({ state: 'open', check: 'keys-are-rotated' });
  });
});

describe('[CMP-2] scheduled audits', () => {
  it('run once when their time has come, by the audit trail under the name of the job', async () => {
    const before = (await listAudits.execute(admin(), {})).data.length;
    expect(await Promise.all([auditTenants(database.databases, watch()), auditTenants(database.databases, watch())])).toContain(1);
    const { data } = await listAudits.execute(admin(), {});
    expect(data.length).toBe(before + 1);
    expect(data[0]).toMatchObject({ cause: 'scheduled', started_by: null });
    const [entry] = await sql()`select actor_name from audit_entry where tenant_id = ${company.tenantId} and action = 'compliance_audit.run'
      order by occurred_at desc limit 1`;
    expect(entry).toEqual({ actor_name: 'run-compliance-audits' });
    nowMs += 89 * dayMs;
    expect(await auditTenants(database.databases, watch())).toBe(0);
  });
});
