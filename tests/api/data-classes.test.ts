import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEntry, callContent, configVersion, legalHold } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { getContentLog, purgeContent, readCallContent, updateContentLog } from '#lib/content-log/index.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import {
  getDataClasses,
  getTeamDataClasses,
  listDetections,
  testText,
  updateDataClasses,
  updateTeamDataClasses,
} from '#lib/data-classes/index.ts';
import { AnswerVault } from '#lib/gateway/cache/answer-vault.ts';
import type { ContentEntry } from '#lib/gateway/content/content-sink.ts';
import { DatabaseContentSink } from '#lib/gateway/content/database-content-sink.ts';
import { loadContentRules } from '#lib/gateway/snapshot/load-content-rules.ts';
import { loadProtection } from '#lib/gateway/snapshot/load-protection.ts';
import { createProject } from '#lib/projects/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let other: SampleCompany;
let sink: DatabaseContentSink;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
  other = await createSampleCompany(database, 'other');
  const vault = new AnswerVault({ app: database.databases.app, masterKeys: runtime.masterKeys, clock: systemClock });
  sink = new DatabaseContentSink(vault, silentLogger);
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = () => as(company.admin);
const otherAdmin = () => invocationOf(runtime, other, other.admin);

const sampleLevels = {
  confidential: { categories: ['pii' as const] },
  restricted: {
    categories: ['financial' as const, 'secrets' as const],
    handling_requirements: { access_logging: true, retention_period_days: 30, geographic_restrictions: ['eu', 'us'] },
  },
};

test('[GOV-2] classes hold what most put there until somebody sets them, with audit entry, moved version and If-Match', async () => {
  const before = await getDataClasses.execute(admin(), {});
  expect(before).toMatchObject({
    version: 0,
    detection: { scope: 'off' },
    levels: { restricted: { categories: ['phi', 'financial', 'secrets'] } },
  });
  const set = await updateDataClasses.execute(admin(), {
    levels: sampleLevels,
    detection: {
      scope: 'requests',
      actions: { financial: { action: 'redact' }, secrets: { action: 'block' } },
      allowed_terms: ['help@acme.example'],
    },
  });
  expect(set).toMatchObject({ version: 1, detection: { actions: { pii: { action: 'log' }, secrets: { action: 'block' } } } });
  await expect(updateDataClasses.execute(as(company.admin, { ifMatch: 0 }), { levels: {} })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  await expect(updateDataClasses.execute(as(company.member), { levels: {} })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(updateDataClasses.execute(admin(), { levels: { restricted: { categories: ['horoscope'] } } })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await expect(
    updateDataClasses.execute(admin(), { levels: {}, detection: { actions: { pii: { action: 'route' } } } }),
  ).rejects.toMatchObject({
    code: 'validation_failed',
  });
  const entries = await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx
      .select({ after: auditEntry.after })
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, 'data_class.update'), eq(auditEntry.result, 'success'))),
  );
  expect(entries).toMatchObject([{ after: { detection: { scope: 'requests' } } }]);
  const versions = await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx
      .select({ version: configVersion.version })
      .from(configVersion)
      .where(and(eq(configVersion.tenantId, company.tenantId), eq(configVersion.section, 'data_classes'))),
  );
  expect(versions).toHaveLength(1);
  expect((await getDataClasses.execute(otherAdmin(), {})).version).toBe(0);
});

test('[GOV-2] a team can make classes stricter and not looser', async () => {
  const team_id = toPublicId('team', company.searchId);
  const levels = {
    public: { categories: [] },
    restricted: {
      categories: ['phi' as const],
      handling_requirements: { retention_period_days: 90, geographic_restrictions: ['eu', 'apac'] },
    },
  };
  const set = await updateTeamDataClasses.execute(admin(), { team_id, levels });
  expect(set.effective.restricted).toEqual({
    categories: ['financial', 'secrets', 'phi'],
    handling_requirements: {
      ...{ encryption_required: false, access_logging: true, retention_period_days: 30 },
      ...{ geographic_restrictions: ['eu'], approval_required: false, readable_only: false },
    },
  });
  expect(await getTeamDataClasses.execute(as(company.lead), { team_id })).toMatchObject({
    version: 1,
    own: { public: { categories: [] } },
  });
  const protection = await inTenant(database.databases.app, company.tenantId, (tx) => loadProtection(tx, company.tenantId));
  expect(protection?.of(company.searchId, null).handlingOf('restricted').geographic_restrictions).toEqual(['eu']);
  expect(protection?.of(company.fieldId, null).handlingOf('restricted').geographic_restrictions).toEqual(['eu', 'us']);
  expect(await inTenant(database.databases.app, other.tenantId, (tx) => loadProtection(tx, other.tenantId))).toBeNull();
  await expect(getTeamDataClasses.execute(otherAdmin(), { team_id })).rejects.toMatchObject({ code: 'not_found' });
  const cleared = await updateTeamDataClasses.execute(admin(), { team_id, levels: null });
  expect(cleared).toMatchObject({ own: null, effective: { restricted: { categories: ['financial', 'secrets'] } } });
});

test('[GOV-2] the test box says what would be found and sent, and keeps nothing', async () => {
  const text = 'Mail ada@example.com or help@acme.example, card 4111 1111 1111 1111';
  expect(await testText.execute(admin(), { text })).toMatchObject({
    ...{ class: 'restricted', action: 'redacted', sent: 'Mail ada@example.com or help@acme.example, card <CREDIT_CARD_1>' },
    findings: [
      { kind: 'email', category: 'pii', start: 5, end: 20 },
      { kind: 'credit_card', category: 'financial' },
    ],
  });
  expect(await testText.execute(admin(), { text: 'AKIAIOSFODNN7EXAMPLE' })).toMatchObject({ action: 'blocked', sent: null });
  expect(await testText.execute(admin(), { text: 'Hello' })).toMatchObject({ class: null, action: 'none', sent: 'Hello', findings: [] });
});

test('[GOV-2] [COST-2] what was found is told by day and kind, of posted calls of this organization alone', async () => {
  const atMs = Date.now() - 60_000;
  const found = {
    class: 'restricted',
    by: 'found',
    action: 'redacted',
    request: { credit_card: 2, email: 1 },
    answer: { iban: 1 },
  } as const;
  const said = { class: 'internal', by: 'header', action: 'none', request: {}, answer: {} } as const;
  await postCalls(database, [
    companyCall(company, { atMs, classification: found }),
    companyCall(company, { atMs: atMs + 1, classification: said }),
    companyCall(company, { atMs: atMs + 2 }),
    companyCall(other, { atMs, classification: found }),
  ]);
  const listed = await listDetections.execute(admin(), { days: 2 });
  expect(listed).toMatchObject({
    calls: 2,
    actions: [
      { action: 'none', calls: 1 },
      { action: 'redacted', calls: 1 },
    ],
  });
  expect(listed.classes).toContainEqual({ class: 'restricted', calls: 1 });
  expect(listed.data.map(({ kind, in_requests: asked, in_answers: answered }) => [kind, asked, answered])).toEqual([
    ['credit_card', 2, 0],
    ['email', 1, 0],
    ['iban', 0, 1],
  ]);
});

const entryOf = (callId: string, more: Partial<ContentEntry> = {}): ContentEntry => ({
  ...{ tenantId: company.tenantId, callId, teamId: company.searchId, userId: company.member.userId, dataClass: 'restricted' },
  keeping: { level: 'full', sample_percent: 100, retention_days: 7 },
  atMs: Date.now(),
  request: { body: Buffer.from('{"prompt":"Frühling, ada@example.com"}'), bytes: 38 },
  answer: { body: Buffer.from('{"text":"Par'), bytes: 400 },
  options: { scoreMin: 60 },
  ...more,
});

test('[GOV-4] [AUD-1] kept prompts are sealed, read by who may alone, and each reading is in the audit trail', async () => {
  const callId = newUuid();
  const request_id = toPublicId('request', callId);
  sink.add(entryOf(callId));
  const redactedId = newUuid();
  sink.add(entryOf(redactedId, { keeping: { level: 'redacted', sample_percent: 100, retention_days: 7 } }));
  const metadataId = newUuid();
  sink.add(entryOf(metadataId, { keeping: { level: 'metadata', sample_percent: 100, retention_days: 7 } }));
  await sink.drain();
  expect(sink.lost).toBe(0);
  const stored = await inTenant(database.databases.app, company.tenantId, (tx) => tx.select().from(callContent));
  expect(
    Buffer.concat(stored.flatMap(({ request, answer }) => [request ?? Buffer.alloc(0), answer ?? Buffer.alloc(0)])).includes('ada@'),
  ).toBe(false);
  expect(await readCallContent.execute(admin(), { request_id })).toMatchObject({
    ...{ level: 'full', data_class: 'restricted' },
    request: { text: '{"prompt":"Frühling, ada@example.com"}', is_truncated: false },
    answer: { text: '{"text":"Par', bytes: 400, is_truncated: true },
  });
  const redacted = await readCallContent.execute(admin(), { request_id: toPublicId('request', redactedId) });
  expect(redacted.request.text).toBe('{"prompt":"Frühling, [EMAIL]"}');
  const metadata = await readCallContent.execute(admin(), { request_id: toPublicId('request', metadataId) });
  expect([metadata.request.text, metadata.request.bytes]).toEqual([null, 38]);
  await expect(readCallContent.execute(as(company.lead), { request_id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(readCallContent.execute(otherAdmin(), { request_id })).rejects.toMatchObject({ code: 'not_found' });
  const readings = await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx
      .select({ actor: auditEntry.actorId, result: auditEntry.result, after: auditEntry.after })
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, 'call_content.get'))),
  );
  expect(readings.filter(({ actor, result }) => actor === company.admin.userId && result === 'success').length).toBe(3);
  expect(JSON.stringify(readings)).toContain(request_id);
  expect(JSON.stringify(readings)).not.toContain('ada@example.com');
});

test('[GOV-4] settings say what is kept; what is over is deleted, and nothing of others', async () => {
  expect(await inTenant(database.databases.app, other.tenantId, (tx) => loadContentRules(tx, other.tenantId, null))).toBeNull();
  const rules = [
    { team_id: toPublicId('team', company.searchId), data_class: 'restricted' as const, level: 'redacted' as const, retention_days: 1 },
  ];
  const set = await updateContentLog.execute(admin(), { otherwise: { level: 'metadata' }, rules });
  expect(set).toMatchObject({ version: 1, otherwise: { level: 'metadata', retention_days: 30 } });
  const unknown = [{ team_id: toPublicId('team', other.searchId), level: 'full' as const }];
  await expect(updateContentLog.execute(admin(), { rules: unknown })).rejects.toMatchObject({ code: 'validation_failed' });
  const loaded = await inTenant(database.databases.app, company.tenantId, (tx) => loadContentRules(tx, company.tenantId, null));
  expect(loaded?.of({ teamId: company.searchId, departmentId: null }, 'restricted', null)).toMatchObject({
    level: 'redacted',
    retention_days: 1,
  });
  expect(loaded?.of({ teamId: company.fieldId, departmentId: null }, 'restricted', null)).toMatchObject({ level: 'metadata' });
  const before = (await getContentLog.execute(admin(), {})).entries;
  const dayMs = 86_400_000;
  sink.add(entryOf(newUuid(), { atMs: Date.now() - 8 * dayMs }));
  await sink.drain();
  // A legal hold keeps what is over, until it is released.
  const hold = { tenantId: company.tenantId, id: newUuid(), name: 'Case', reason: 'Pending', createdBy: company.admin.userId } as const;
  const from = { kind: 'range', fromAt: new Date(Date.now() - 9 * dayMs), state: 'active' } as const;
  await inTenant(database.databases.app, company.tenantId, (tx) => tx.insert(legalHold).values({ ...hold, ...from }));
  expect(await purgeContent(database.databases, new Date(), new AbortController().signal)).toBe(0);
  await database.superuser`update legal_hold set kind = 'person', from_at = null, user_id = ${company.member.userId} where id = ${hold.id}`;
  expect(await purgeContent(database.databases, new Date(), new AbortController().signal)).toBe(0);
  await database.superuser`update legal_hold set user_id = ${company.seller.userId} where id = ${hold.id}`;
  const [first, second] = await Promise.all([1, 2].map(() => purgeContent(database.databases, new Date(), new AbortController().signal)));
  expect((first ?? 0) + (second ?? 0)).toBe(1);
  expect((await getContentLog.execute(admin(), {})).entries).toBe(before);
});

test('[ORG-4] [GOV-2] calls of a project are of the class of the data that it names, and of its own level', async () => {
  const made = async (name: string, fields: object) => {
    const { id } = await createProject.execute(otherAdmin(), { name, ...fields });
    const protection = await inTenant(database.databases.app, other.tenantId, (tx) => loadProtection(tx, other.tenantId));
    return protection?.classOfProject(id) ?? null;
  };
  expect(await made('Plain', {})).toBeNull();
  expect(await made('Patients', { data_classes: ['phi'] })).toBe('restricted');
  expect(await made('Customers', { data_classes: ['pii'] })).toBe('confidential');
  expect(await made('Merger', { security_level: 'restricted', data_classes: ['pii'] })).toBe('restricted');
  expect(await made('Blog', { security_level: 'public' })).toBeNull();
});
