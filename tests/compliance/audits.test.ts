import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import {
  askAcceptance,
  completeReview,
  createAttestation,
  createFramework,
  decideAcceptance,
  decideReview,
  getAudit,
  getEvidence,
  getFinding,
  getFramework,
  listAttestations,
  listFindings,
  listFrameworks,
  listProviderRecords,
  revokeAttestation,
  runAudit,
  setProviderRecord,
  startReview,
  updateComplianceSettings,
  updateFinding,
} from '#lib/compliance/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => ++nowMs } };
  company = await createSampleCompany(database, 'audited');
  // A second administrator, who decides about what the first asks for.
  await database.superuser`insert into role_assignment (tenant_id, id, user_id, role_id, scope_kind)
    select ${company.tenantId}, gen_random_uuid(), ${company.lead.userId}, id, 'tenant' from role
    where tenant_id = ${company.tenantId} and name = 'tenant_admin'`;
  // Sessions that live on while the clock of the tests goes, and nobody who is kept out for want of a factor.
  await database.superuser`update session set expires_at = now() + interval '99 days' where tenant_id = ${company.tenantId}`;
  await database.superuser`insert into security_setting (tenant_id, factor_required, absolute_minutes, factor_due_at)
    values (${company.tenantId}, 'nobody', 99999, now() + interval '99 days')`;
});
afterAll(() => database.drop());

const as = (person: SamplePerson): Invocation => invocationOf(runtime, company, person);
const admin = () => as(company.admin);
const sql = () => database.superuser;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'success',
    (error) => error.code,
  );
const sha256 = (text: string): string => hash('sha256', text, 'hex');
const findingOf = async (check: string) => (await listFindings.execute(admin(), { check, state: 'all' })).data;

describe('[CMP-2] audits', () => {
  it('store evidence whose digests the audit log proves, and name the next date', async () => {
    const audit = await runAudit.execute(admin(), { frameworks: ['soc-2', 'gdpr'] });
    expect(audit.next_audit_at.getTime() - audit.finished_at.getTime()).toBe(90 * 86_400_000);
    expect(audit.frameworks.map(({ framework }) => framework)).toEqual(['gdpr', 'soc-2']);
    for (const { check, digest, status } of audit.checks) {
      const shown = await getEvidence.execute(admin(), { run_id: toPublicId('complianceRun', audit.id), check });
      expect(sha256(shown.evidence)).toBe(digest);
      expect(JSON.parse(shown.evidence)).toMatchObject({ check, status, tenant: toPublicId('tenant', company.tenantId) });
    }
    // The entry is written with the answer, its leaf soon after.
    expect(audit.audit_leaf).toBeNull();
    await sealAll(database, undefined, company.tenantId);
    const sealed = await getAudit.execute(admin(), { run_id: toPublicId('complianceRun', audit.id) });
    expect(sealed.audit_leaf?.leaf_index).not.toBeNull();
    const [leaf] = await sql()`select e.after from audit_leaf f join audit_entry e on e.tenant_id = f.tenant_id and e.id = f.entry_id
      where f.tenant_id = ${company.tenantId} and f.leaf_index = ${sealed.audit_leaf?.leaf_index ?? ''}`;
    expect(leaf?.after).toEqual({ score: audit.score, evidence_sha256: audit.digest });
  });

  it('score by the weight of controls, which a reader can add up', async () => {
    const audit = await runAudit.execute(admin(), {});
    const sum = (statuses: readonly string[]) =>
      audit.controls.filter(({ status }) => statuses.includes(status)).reduce((total, { weight }) => total + weight, 0);
    expect(audit.score).toBe(Math.floor((100 * sum(['pass'])) / sum(['pass', 'fail'])));
    expect(audit.evidenced).toBe(Math.floor((100 * sum(['pass', 'fail'])) / sum(['pass', 'fail', 'needs_human'])));
    const { data } = await listFrameworks.execute(admin(), {});
    expect(data.map(({ framework, score }) => ({ framework, score }))).toEqual(
      audit.frameworks.map(({ framework, score }) => ({ framework, score })),
    );
  });

  it('keep one finding for a fault over runs, fix it when the check passes, and open another when it is back', async () => {
    const requireFactorOf = (who: string) =>
      sql()`update security_setting set factor_required = ${who} where tenant_id = ${company.tenantId}`;
    await runAudit.execute(admin(), {});
    const [opened] = await findingOf('second-factor-required');
    expect(opened).toMatchObject({ state: 'open', severity: 'high', failing: 1, owner_id: null });
    expect((opened?.due_at.getTime() ?? 0) - (opened?.opened_at.getTime() ?? 0)).toBe(14 * 86_400_000);
    await runAudit.execute(admin(), {});
    expect(await findingOf('second-factor-required')).toHaveLength(1);
    await requireFactorOf('everybody');
    await runAudit.execute(admin(), {});
    expect(await findingOf('second-factor-required')).toMatchObject([{ id: opened?.id, state: 'fixed' }]);
    await requireFactorOf('nobody');
    await runAudit.execute(admin(), {});
    const [again, before] = await findingOf('second-factor-required');
    expect(again).toMatchObject({ state: 'open' });
    expect(before).toMatchObject({ id: opened?.id, state: 'fixed' });
  });

  it('take an owner, a date and a comment, and let a second person accept the risk for a time', async () => {
    await runAudit.execute(admin(), {});
    const [open] = await findingOf('spending-is-limited');
    const id = toPublicId('finding', open?.id ?? '');
    const owner = toPublicId('user', company.lead.userId);
    await updateFinding.execute(admin(), { finding_id: id, owner_id: owner, due_at: '2027-01-01T00:00:00Z', comment: 'Asked finance.' });
    expect(await codeOf(decideAcceptance.execute(admin(), { finding_id: id, accept: true }))).toBe('conflict');
    const asked = { finding_id: id, days: 10, reason: 'The budget comes with the new year.' };
    await askAcceptance.execute(admin(), asked);
    expect(await codeOf(decideAcceptance.execute(admin(), { finding_id: id, accept: true }))).toBe('forbidden');
    await decideAcceptance.execute(as(company.lead), { finding_id: id, accept: true });
    await runAudit.execute(admin(), {});
    const accepted = await getFinding.execute(admin(), { finding_id: id });
    expect(accepted).toMatchObject({ state: 'accepted', owner_name: 'lead', accepted_by: company.lead.userId });
    const kinds = accepted.timeline.map(({ kind }) => kind);
    // What one change says at the same moment has no order among itself.
    expect([kinds[0], ...kinds.slice(1, 4).sort(), ...kinds.slice(4)]).toEqual([
      'opened',
      'assigned',
      'comment',
      'due',
      'acceptance_asked',
      'accepted',
    ]);
    nowMs += 11 * 86_400_000;
    await runAudit.execute(admin(), {});
    expect(await getFinding.execute(admin(), { finding_id: id })).toMatchObject({ state: 'open', accepted_by: null });
  });

  it('are for those with the permission', async () => {
    expect(await codeOf(runAudit.execute(as(company.member), {}))).toBe('forbidden');
    expect(await codeOf(listFindings.execute(as(company.member), {}))).toBe('forbidden');
  });
});

describe('[CMP-1] what people vouch for', () => {
  const ofControl = async (key: string, ref: string) => {
    await runAudit.execute(admin(), {});
    const framework = await getFramework.execute(admin(), { framework: key });
    return framework.control_list.find((control) => control.ref === ref);
  };

  it('decides a control that asks for a person until it expires or is taken back, and no other', async () => {
    expect(await ofControl('soc-2', 'CC1.1')).toMatchObject({ status: 'needs_human' });
    const given = {
      framework: 'soc-2',
      ref: 'CC1.1',
      statement: 'Everybody signed.',
      document_sha256: sha256('the document'),
      valid_days: 30,
    };
    const made = await createAttestation.execute(admin(), given);
    expect(await ofControl('soc-2', 'CC1.1')).toMatchObject({ status: 'pass', attestation_id: made.id });
    nowMs += 31 * 86_400_000;
    expect((await listAttestations.execute(admin(), {})).data[0]?.state).toBe('expired');
    expect(await ofControl('soc-2', 'CC1.1')).toMatchObject({ status: 'needs_human' });
    await revokeAttestation.execute(admin(), { attestation_id: toPublicId('attestation', made.id) });
    expect(await ofControl('soc-2', 'CC1.1')).toMatchObject({ status: 'needs_human' });
    expect(await codeOf(createAttestation.execute(admin(), { ...given, ref: 'CC8.1' }))).toBe('validation_failed');
    expect(await codeOf(createAttestation.execute(admin(), { ...given, ref: 'CC99' }))).toBe('not_found');
  });

  it('makes frameworks of one’s own out of checks and people', async () => {
    const controls = [
      { ref: 'H1', title: 'Spending is limited', checks: ['spending-is-limited'] },
      { ref: 'H2', title: 'The council was heard', human: 'The council keeps the minutes.' },
    ];
    const own = await createFramework.execute(admin(), { name: 'House rules', controls });
    const audit = await runAudit.execute(admin(), { frameworks: [own.framework] });
    expect(audit.controls.map(({ status }) => status)).toEqual(['fail', 'needs_human']);
    const nobodys = [{ ref: 'H1', title: 'x', checks: [] }];
    expect(await codeOf(createFramework.execute(admin(), { name: 'Bad', controls: nobodys }))).toBe('validation_failed');
    const unknown = [{ ref: 'H1', title: 'x', checks: ['no-such-check'] }];
    expect(await codeOf(createFramework.execute(admin(), { name: 'Bad', controls: unknown }))).toBe('validation_failed');
    await updateComplianceSettings.execute(admin(), { frameworks: [own.framework] });
    expect((await runAudit.execute(admin(), {})).frameworks.map(({ name }) => name)).toEqual(['House rules']);
    await updateComplianceSettings.execute(admin(), { frameworks: null });
  });

  it('feeds checks: the register of providers and a completed review of access', async () => {
    await sql()`insert into connection (tenant_id, id, name, provider) values (${company.tenantId}, gen_random_uuid(), 'OpenAI', 'openai')`;
    expect((await listProviderRecords.execute(admin(), {})).data).toMatchObject([{ provider: 'openai', registered: false, used: true }]);
    await setProviderRecord.execute(admin(), { provider: 'openai', legal_name: 'OpenAI', training_excluded: true });
    // What was called belongs into the register, also where this gateway does not know it; what was not, does not.
    const formerly = { provider: 'former-provider', legal_name: 'Former Ltd' };
    expect(await codeOf(setProviderRecord.execute(admin(), formerly))).toBe('validation_failed');
    await sql()`insert into usage_dimension (tenant_id, kind, value) values (${company.tenantId}, 'provider', 'former-provider')`;
    expect(await setProviderRecord.execute(admin(), formerly)).toMatchObject({ registered: true, used: false, label: 'former-provider' });
    const review = await startReview.execute(admin(), { name: 'Quarter' });
    expect(await codeOf(startReview.execute(admin(), { name: 'Another' }))).toBe('conflict');
    expect(await codeOf(completeReview.execute(admin(), { review_id: toPublicId('accessReview', review.id) }))).toBe('conflict');
    for (const item of review.items) {
      const isOwn = item.user_id === company.admin.userId;
      const decision = item.user_id === company.seller.userId ? 'revoke' : 'keep';
      const itemId = toPublicId('accessReviewItem', item.id);
      if (isOwn) expect(await codeOf(decideReview.execute(admin(), { item_id: itemId, decision }))).toBe('forbidden');
      await decideReview.execute(isOwn ? as(company.lead) : admin(), { item_id: itemId, decision });
    }
    const left = await sql()`select from role_assignment where tenant_id = ${company.tenantId} and user_id = ${company.seller.userId}`;
    expect(left).toHaveLength(0);
    await completeReview.execute(admin(), { review_id: toPublicId('accessReview', review.id) });
    const audit = await runAudit.execute(admin(), {});
    const status = new Map(audit.checks.map(({ check, status: of }) => [check, of]));
    expect(status.get('access-reviewed')).toBe('pass');
    expect(status.get('providers-do-not-train')).toBe('pass');
    expect(status.get('provider-agreements-signed')).toBe('fail');
  });
});
