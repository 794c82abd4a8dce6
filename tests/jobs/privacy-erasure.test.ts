import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { legalHold, userAccount } from '#db/schema/index.ts';
import { exportAuditLog, getAuditLogState, verifyAuditLog } from '#lib/audit/index.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { findAccounts } from '#lib/identity/accounts.ts';
import type { CarryingOut } from '#lib/privacy/carry-out-requests.ts';
import { isCertificate } from '#lib/privacy/certificate.ts';
import { declaredSteps } from '#lib/privacy/erasure-steps.ts';
import {
  approveLegalHold,
  approvePrivacyRequest,
  createLegalHold,
  createPrivacyRequest,
  downloadPrivacyCertificate,
  getPrivacyRequest,
  releaseLegalHold,
  verifyPrivacyRequest,
} from '#lib/privacy/index.ts';
import { verifyExport } from '#scripts/verify-audit.mjs';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { fullName, plantPerson } from '#tests/support/planted-person.ts';
import { approvedRequest, carryOut, collected } from '#tests/support/privacy-scene.ts';
import { sealAll, sequencerOf } from '#tests/support/seal-audit.ts';
import { addAdministrator } from '#tests/support/second-admin.ts';
import { findUsageFaults } from '#tests/support/usage-tenants.ts';

const scene = companyScene('privacy');
const run = (change: Partial<CarryingOut> = {}) => carryOut(scene, change);

/** Every place of the tenant that still holds a text, other than what is not the tenant's. */
async function placesOf(text: string): Promise<string[]> {
  const { superuser } = scene.database;
  const tables = await superuser<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`;
  const hex = Buffer.from(text).toString('hex');
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await superuser`select from ${superuser(name)} t where tenant_id = ${scene.company.tenantId}
      and (strpos(lower(to_jsonb(t)::text), lower(${text})) > 0 or strpos(to_jsonb(t)::text, ${hex}) > 0)`;
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('an erasure [GOV-6]', () => {
  it('takes a person out of everything, keeps sums and proofs, and is certified', async () => {
    await plantPerson(scene);
    const { member, tenantId, admin } = scene.company;
    const second = await addAdministrator(scene.database, scene.company);
    await sealAll(scene.database, sequencerOf(scene.database), tenantId);
    expect((await placesOf(member.email)).length).toBeGreaterThan(6);
    const sums = await scene.database
      .superuser`select sum(cost_nano_usd)::text as usd, count(*) from usage_event where tenant_id = ${tenantId}`;

    const named = await approvedRequest(scene, 'erasure', second);
    // Closed with the decision, before the job comes by.
    const [closed] = await scene.inside((tx) => tx.select().from(userAccount).where(eq(userAccount.id, member.userId)));
    expect(closed?.status).toBe('deactivated');
    await run();
    const waiting = await getPrivacyRequest.execute(scene.as(admin), named);
    expect(waiting).toMatchObject({ state: 'approved', problem: expect.stringContaining('audit trail') });
    await sealAll(scene.database, sequencerOf(scene.database), tenantId);
    await run({ now: () => Date.now() + 2000 });

    const done = await getPrivacyRequest.execute(scene.as(admin), named);
    expect(done).toMatchObject({ state: 'done', outcome: 'Erased', problem: null, has_certificate: true });
    expect(await placesOf(member.email)).toEqual([]);
    expect(await placesOf(fullName)).toEqual([]);
    expect(await scene.database.superuser`select from call_content where tenant_id = ${tenantId}`).toEqual([]);
    expect(done.subject).toMatch(/^person-[0-9a-f]{8}$/);
    expect(await findAccounts({ databases: scene.database.databases, clock: systemClock } as never, member.email, null)).toEqual([]);

    // Money and proofs are as they were; what is another's stays.
    expect(await findUsageFaults(scene.database, [tenantId])).toEqual([]);
    expect(
      await scene.database.superuser`select sum(cost_nano_usd)::text as usd, count(*) from usage_event where tenant_id = ${tenantId}`,
    ).toEqual(sums);
    expect(await placesOf('somebody else')).toEqual(['usage_event']);
    expect((await placesOf(admin.email)).length).toBeGreaterThan(1);
    expect(await verifyAuditLog.execute(scene.as(admin), {})).toMatchObject({ valid: true, faults: [] });
    const { verifier_key: key } = await getAuditLogState.execute(scene.as(admin), {});
    const exported = await collected((await exportAuditLog.open(scene.as(admin), {})).pieces);
    async function* whole(): AsyncGenerator<string> {
      yield exported.toString();
    }
    expect(await verifyExport(whole(), { keys: [key ?? ''] })).toMatchObject({ valid: true, faults: [] });

    const file = await downloadPrivacyCertificate.open(scene.as(admin), { ...named, format: 'json' });
    const certificate = JSON.parse((await collected(file.pieces)).toString());
    expect(certificate.key).toBe(key);
    const erased = certificate.statement.erased.map(({ what }: { what: string }) => what);
    expect(erased).toEqual(
      expect.arrayContaining(['account', 'answers', 'delete:session', 'mail', 'records', 'tags:usage_event', 'texts:team']),
    );
    expect(certificate.statement.kept.length).toBeGreaterThan(5);
    const [, name = '', bytes = ''] = /^(.*?)\+[0-9a-f]{8}\+(.*)$/.exec(String(key)) ?? [];
    const publicKey = Buffer.from(bytes, 'base64').subarray(1);
    expect(isCertificate(certificate.note, name, publicKey)).toBe(true);
    expect(isCertificate(certificate.note.replace('"rows":1', '"rows":2'), name, publicKey)).toBe(false);
    const pdf = await collected((await downloadPrivacyCertificate.open(scene.as(admin), { ...named, format: 'pdf' })).pieces);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('goes on where a crash stopped it, and does no step twice', async () => {
    await plantPerson(scene);
    const second = await addAdministrator(scene.database, scene.company);
    const named = await approvedRequest(scene, 'erasure', second);
    let runs = 0;
    const counted = declaredSteps.slice(0, 6).map((step, index) => ({
      id: step.id,
      run: async (...given: Parameters<typeof step.run>) => {
        runs += 1;
        if (index === 3 && runs === 4) throw new Error('the process dies here');
        return step.run(...given);
      },
    }));
    await run({ steps: counted });
    const failed = await getPrivacyRequest.execute(scene.as(scene.company.admin), named);
    expect(Object.keys(failed.progress)).toHaveLength(3);
    expect(failed.problem).toMatch(/tried again/);
    await run({ steps: counted, now: () => Date.now() + 3_600_000 });
    expect(runs).toBe(7);
    const after = await getPrivacyRequest.execute(scene.as(scene.company.admin), named);
    expect(Object.keys(after.progress)).toHaveLength(6);
  });

  it('leaves what is left when a legal hold comes into force in its middle', async () => {
    const { tenantId, member } = scene.company;
    const second = await addAdministrator(scene.database, scene.company);
    const named = await approvedRequest(scene, 'erasure', second);
    const taken: string[] = [];
    const hold = {
      tenantId,
      id: newUuid(),
      name: 'Case 18',
      reason: 'Pending',
      kind: 'person',
      userId: member.userId,
      state: 'active',
    } as const;
    const steps: CarryingOut['steps'] = [
      {
        id: 'first',
        run: async (tx) => {
          await tx.insert(legalHold).values({ ...hold, createdBy: second.userId });
          return taken.push('first');
        },
      },
      { id: 'second', run: async () => taken.push('second') },
    ];
    await run({ steps });
    expect(taken).toEqual(['first']);
    const waiting = await getPrivacyRequest.execute(scene.as(second), named);
    expect(waiting).toMatchObject({ state: 'approved', problem: expect.stringContaining('Case 18') });
    await scene.database.superuser`update legal_hold set state = 'released' where id = ${hold.id}`;
    await run({ steps, now: () => Date.now() + 3_700_000 });
    expect(taken).toEqual(['first', 'second']);
  });

  it('is stopped by a legal hold, needs a second person, and spares the last administrator', async () => {
    const { admin, member } = scene.company;
    const second = await addAdministrator(scene.database, scene.company);
    const hold = await createLegalHold.execute(scene.as(admin), {
      ...{ name: 'Case 17', reason: 'Pending', kind: 'person', user_id: toPublicId('user', member.userId) },
    });
    const held = { legal_hold_id: toPublicId('legalHold', hold.id) };
    expect(await faultOf(approveLegalHold.execute(scene.as(admin), held))).toBe('forbidden');
    await approveLegalHold.execute(scene.as(second), held);
    const { id } = await createPrivacyRequest.execute(scene.as(admin), { kind: 'erasure', user_id: toPublicId('user', member.userId) });
    const named = { privacy_request_id: toPublicId('privacyRequest', id) };
    expect(await faultOf(approvePrivacyRequest.execute(scene.as(second), named))).toBe('conflict');
    await verifyPrivacyRequest.execute(scene.as(admin), { ...named, how: 'Passport' });
    await expect(approvePrivacyRequest.execute(scene.as(second), named)).rejects.toThrow(/legal hold is in force: Case 17/);
    await releaseLegalHold.execute(scene.as(second), { ...held, reason: 'Settled' });
    // It holds until somebody else agrees.
    expect(await faultOf(approvePrivacyRequest.execute(scene.as(second), named))).toBe('conflict');
    expect(await faultOf(approveLegalHold.execute(scene.as(second), held))).toBe('forbidden');
    await approveLegalHold.execute(scene.as(admin), held);
    expect(await faultOf(approvePrivacyRequest.execute(scene.as(admin), named))).toBe('forbidden');
    expect(await approvePrivacyRequest.execute(scene.as(second), named)).toMatchObject({ state: 'approved' });
  });
});
