import { hash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { consentPurpose } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { CarryingOut } from '#lib/privacy/carry-out-requests.ts';
import { downloadPrivacyPackage, getPrivacyRequest, linkPrivacyPackage, recordConsent } from '#lib/privacy/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { fullName, keptPrompt, plantPerson } from '#tests/support/planted-person.ts';
import { approvedRequest, carryOut, collected } from '#tests/support/privacy-scene.ts';
import { readZip } from '#tests/support/read-zip.ts';

const scene = companyScene('packages');
const run = (change: Partial<CarryingOut> = {}) => carryOut(scene, change);

describe('a package [GOV-6]', () => {
  it('holds what is stored about a person, whole, and is fetched once', async () => {
    await plantPerson(scene);
    const { admin, member, seller, tenantId } = scene.company;
    await scene.inside((tx) =>
      tx.insert(consentPurpose).values({ tenantId, id: newUuid(), name: 'News', description: 'We write.', basis: 'consent' }),
    );
    const [purpose] = await scene.inside((tx) => tx.select().from(consentPurpose));
    const said = { purpose_id: toPublicId('consentPurpose', purpose?.id ?? ''), state: 'given', evidence: 'Form' } as const;
    await recordConsent.execute(scene.as(admin), { ...said, user_id: toPublicId('user', member.userId) });
    await recordConsent.execute(scene.as(admin), { ...said, user_id: toPublicId('user', seller.userId) });
    const named = await approvedRequest(scene, 'access', admin);
    await run();
    const made = await getPrivacyRequest.execute(scene.as(admin), named);
    expect(made).toMatchObject({ state: 'done', downloaded_at: null });

    expect(await faultOf(linkPrivacyPackage.execute(scene.as(seller), named))).toBe('not_found');
    const { token } = await linkPrivacyPackage.execute(scene.as(member), named);
    expect(await faultOf(downloadPrivacyPackage.open(scene.as(seller), { token }))).toBe('not_found');
    const zip = await collected((await downloadPrivacyPackage.open(scene.as(member), { token })).pieces);
    expect(hash('sha256', zip)).toBe(made.package_digest);
    expect(await faultOf(downloadPrivacyPackage.open(scene.as(member), { token }))).toBe('not_found');
    expect(await faultOf(linkPrivacyPackage.execute(scene.as(member), named))).toBe('conflict');

    const files = readZip(zip);
    const manifest = JSON.parse(files.get('manifest.json') ?? '');
    expect(manifest.subject).toEqual({ user_id: toPublicId('user', member.userId), email: member.email, name: fullName });
    for (const { name, sha256 } of manifest.files) expect(hash('sha256', files.get(name) ?? '')).toBe(sha256);
    expect(manifest.files).toHaveLength(files.size - 1);
    const lines = (name: string) => (files.get(`data/${name}.ndjson`) ?? '').split('\n').filter((line) => line !== '');
    expect(lines('user_account').map((line) => JSON.parse(line).email)).toEqual([member.email]);
    expect(lines('usage_event')).toHaveLength(2);
    expect(lines('session').length).toBeGreaterThan(0);
    expect(lines('membership')).toHaveLength(1);
    expect(lines('consent_record').map((line) => JSON.parse(line).user_id)).toEqual([member.userId]);
    expect(lines('mail_message')).toHaveLength(1);
    expect(lines('virtual_key')).toHaveLength(1);
    expect(lines('approval')).toHaveLength(1);
    expect(lines('audit_entry').length).toBeGreaterThan(0);
    const [content, ...others] = lines('call_content').map((line) => JSON.parse(line));
    expect(others).toEqual([]);
    expect(content).toMatchObject({
      ...{ level: 'full', request: { text: keptPrompt, is_truncated: false }, answer: { text: 'Kept answer', is_truncated: true } },
    });
    expect(files.get('mentions.ndjson')).toContain('"team"');
    const all = [...files.values()].join('');
    // Neither secrets nor other people.
    for (const never of ['secret_hash', 'password_hash', 'key_hash', seller.email, admin.email.replace(/^/, '"recipient": "')])
      expect(all).not.toContain(never);
    await run({ now: () => Date.now() + 3_700_000 });
    const rows = await scene.database.superuser`select from privacy_package_part where tenant_id = ${tenantId}`;
    expect(rows).toEqual([]);
  });

  it('stays while it is being fetched, and breaks off where it cannot be read to its end', async () => {
    const { admin, member, tenantId } = scene.company;
    // More than one part, of what cannot be compressed.
    const words = randomBytes(3_000_000).toString('base64');
    await scene.database.superuser`
      insert into mail_message (tenant_id, id, recipient, subject, text, html, link_path, next_attempt_at)
      values (${tenantId}, ${newUuid()}, ${member.email}, 'Long', ${words}, '', '/', now())`;
    const named = await approvedRequest(scene, 'access', admin);
    await run();
    const { token } = await linkPrivacyPackage.execute(scene.as(member), named);
    const { pieces } = await downloadPrivacyPackage.open(scene.as(member), { token });
    await run();
    expect(hash('sha256', await collected(pieces))).toBe((await getPrivacyRequest.execute(scene.as(admin), named)).package_digest);

    const again = await approvedRequest(scene, 'access', admin);
    await run();
    const second = await linkPrivacyPackage.execute(scene.as(member), again);
    const opened = await downloadPrivacyPackage.open(scene.as(member), { token: second.token });
    await scene.database.superuser`delete from privacy_package_part where tenant_id = ${tenantId} and position > 0`;
    expect(await faultOf(collected(opened.pieces))).toBe('conflict');
  });

  it('goes when nobody fetches it in time', async () => {
    const { admin, tenantId } = scene.company;
    const named = await approvedRequest(scene, 'access', admin);
    await run();
    expect((await getPrivacyRequest.execute(scene.as(admin), named)).package_bytes).toBeGreaterThan(0);
    await run({ now: () => Date.now() + 15 * 86_400_000 });
    expect((await getPrivacyRequest.execute(scene.as(admin), named)).package_bytes).toBeNull();
    expect(await scene.database.superuser`select from privacy_package_part where tenant_id = ${tenantId}`).toEqual([]);
    expect(await faultOf(linkPrivacyPackage.execute(scene.as(admin), named))).toBe('conflict');
  });
});
