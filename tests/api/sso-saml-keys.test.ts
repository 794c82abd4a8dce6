import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { auditEntry } from '#db/schema/index.ts';
import { renewDataKey } from '#lib/connections/keyring.ts';
import { renewKey, testConnection, updateConnection } from '#lib/sso/index.ts';
import { type EncryptionChoices, encryptedAssertion, encryptedResponse, encryptionCertificateOf } from '#tests/support/saml-encryption.ts';
import { assertionXml, newId, responseXml, signXml } from '#tests/support/saml-messages.ts';
import { type SamlProvider, signedResponse, startSamlProvider } from '#tests/support/saml-provider.ts';
import { selfSignedCertificate } from '#tests/support/self-signed-certificate.ts';
import { home, SsoBrowser } from '#tests/support/sso-browser.ts';
import { ssoScene } from '#tests/support/sso-scene.ts';

/** Keys of SAML: assertions encrypted for us, and what happens while either side changes its key. */

const scene = ssoScene('saml-keys');
let provider: SamlProvider | undefined;
afterEach(() => provider?.close());

const email = () => `grace@${scene.domain}`;

async function connected() {
  const idp = await startSamlProvider({ nameId: email(), attributes: { name: ['Grace Hopper'], groups: ['admirals'] } });
  provider = idp;
  return { idp, id: await scene.connect({ kind: 'saml', metadata: idp.metadata() }) };
}

/** The certificate in our metadata, as the provider reads it. */
async function published(id: string): Promise<string> {
  return encryptionCertificateOf(await (await new SsoBrowser().send(`${home}/api/sso/${id}/metadata`)).text());
}

/** Signs in; what the sync log says then. */
async function signIn(): Promise<string> {
  const browser = new SsoBrowser();
  const page = await browser.signIn(email(), '/keys');
  if (page === null) throw new Error('A password was asked for');
  const arrived = await browser.submit(page);
  const entry = await scene.lastEntry();
  if (browser.session === undefined) return `${arrived.url.searchParams.get('failure')}: ${entry?.detail}`;
  expect(await scene.whoIs(browser)).toMatchObject({ email: email(), name: 'Grace Hopper' });
  return 'in';
}

describe('encrypted assertions [IAM-3]', () => {
  it.each<[string, EncryptionChoices]>([
    ['AES-256-GCM', { content: 'aes256-gcm' }],
    ['AES-128-GCM', { content: 'aes128-gcm', digest: 'sha256' }],
    ['AES-256-CBC', { content: 'aes256-cbc' }],
    ['AES-128-CBC', { content: 'aes128-cbc', digest: 'sha512' }],
  ])('are opened with the key in our metadata: %s', async (_name, choices) => {
    const { idp, id } = await connected();
    const certificate = await published(id);
    idp.forge = (facts, signing) => encryptedResponse(facts, signing, certificate, choices);
    expect(await signIn()).toBe('in');
    // A signature of the whole response, which covers the encrypted form, changes nothing.
    idp.forge = async (facts, signing) =>
      signXml(await encryptedResponse(facts, signing, certificate, choices), signing, { element: 'Response' });
    expect(await signIn()).toBe('in');
    // Providers that are not asked for it go on sending them in the clear.
    idp.forge = signedResponse;
    expect(await signIn()).toBe('in');
  });

  it('are believed only if the provider signed what is inside', async () => {
    const { idp, id } = await connected();
    const certificate = await published(id);
    idp.forge = async (facts) => responseXml(facts, await encryptedAssertion(assertionXml(facts), certificate));
    expect(await signIn()).toContain('not signed');
    idp.forge = async (facts, signing) =>
      signXml(responseXml(facts, await encryptedAssertion(assertionXml(facts), certificate)), signing, { element: 'Response' });
    expect(await signIn()).toContain('not signed');
    const stranger = selfSignedCertificate();
    idp.forge = (facts) => encryptedResponse(facts, stranger, certificate);
    expect(await signIn()).toContain('not one of the provider’s certificates');
    idp.forge = async (facts, signing) => {
      const changed = signXml(assertionXml(facts), signing).replaceAll(email(), scene.company.admin.email);
      return responseXml(facts, await encryptedAssertion(changed, certificate));
    };
    expect(await signIn()).toContain('invalid_response');
    idp.changes = { audience: 'https://other.example' };
    idp.forge = (facts, signing) => encryptedResponse(facts, signing, certificate);
    expect(await signIn()).toContain('audience');
  });

  it('are refused for another key, broken, by weak algorithms, or where there should be one', async () => {
    const { idp, id } = await connected();
    const certificate = await published(id);
    const refused = (forge: SamlProvider['forge']) => {
      idp.forge = forge;
      return signIn();
    };
    const unreadable = 'invalid_response: The assertion is encrypted, and none of this connection’s keys opens it';
    const stranger = selfSignedCertificate().base64;
    expect(await refused((facts, signing) => encryptedResponse(facts, signing, stranger))).toContain(unreadable);
    /** Changes one character in the middle of the content's ciphertext, which comes last. */
    const broken = (xml: string): string => {
      const at = xml.lastIndexOf('CipherValue>', xml.lastIndexOf('</xenc:CipherValue>')) + 60;
      return `${xml.slice(0, at)}${xml[at] === 'A' ? 'B' : 'A'}${xml.slice(at + 1)}`;
    };
    expect(await refused(async (facts, signing) => broken(await encryptedResponse(facts, signing, certificate)))).toContain(unreadable);
    expect(
      await refused(async (facts, signing) => broken(await encryptedResponse(facts, signing, certificate, { content: 'aes256-cbc' }))),
    ).toContain('invalid_response');
    expect(await refused(async (facts) => responseXml(facts, await encryptedAssertion('no XML', certificate)))).toContain(unreadable);
    expect(await refused((facts, signing) => encryptedResponse(facts, signing, certificate, { content: 'tripledes-cbc' }))).toContain(
      'not accepted',
    );
    expect(await refused((facts, signing) => encryptedResponse(facts, signing, certificate, { key: 'rsa-1_5' }))).toContain(
      'RSA-OAEP is accepted',
    );
    const one = async (...[facts, signing]: Parameters<SamlProvider['forge']>) =>
      encryptedAssertion(signXml(assertionXml({ ...facts, assertionId: newId() }), signing), certificate);
    expect(
      await refused(async (facts, signing) => responseXml(facts, (await one(facts, signing)) + (await one(facts, signing)))),
    ).toContain('must have one assertion');
    const beside = async (...[facts, signing]: Parameters<SamlProvider['forge']>) =>
      responseXml(facts, assertionXml({ ...facts, assertionId: newId(), nameId: scene.company.admin.email }) + (await one(facts, signing)));
    expect(await refused(beside)).toContain('must have one assertion');
    expect(
      await refused(async (facts, signing) =>
        responseXml(
          facts,
          await encryptedAssertion(await encryptedAssertion(signXml(assertionXml(facts), signing), certificate), certificate),
        ),
      ),
    ).toContain('inside the encrypted assertion');
  });

  it('the key is renewed with an overlap, survives a new data key, and is shown to nobody', async () => {
    const { idp, id } = await connected();
    const admin = scene.as(scene.company.admin);
    const first = await published(id);
    const renewed = await renewKey.execute(admin, { sso_connection_id: id });
    const second = await published(id);
    expect(renewed.encryption_certificates).toEqual([second, first]);
    expect(second).not.toBe(first);
    await scene.inside((tx) => renewDataKey(tx, scene.company.tenantId, scene.runtime.command.masterKeys, new Date()));
    for (const certificate of [first, second]) {
      idp.forge = (facts, signing) => encryptedResponse(facts, signing, certificate);
      expect(await signIn()).toBe('in');
    }
    await renewKey.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    idp.forge = (facts, signing) => encryptedResponse(facts, signing, first);
    expect(await signIn()).toContain('none of this connection’s keys');
    const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.tenantId, scene.company.tenantId)));
    const told = JSON.stringify([renewed, entries], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(told).toContain('sso_connection.renew_key');
    expect(told).not.toContain('PRIVATE KEY');
    const oidc = {
      name: 'Other',
      kind: 'oidc',
      issuer: 'https://login.example.com',
      client_id: 'one',
      credential: 'a-secret-of-some-length',
    };
    const other = await scene.connect(oidc);
    await expect(renewKey.execute(scene.as(scene.company.admin), { sso_connection_id: other })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a provider that changes its key [IAM-3]', () => {
  it('is believed by both certificates in between, and by the new one alone afterwards', async () => {
    const { idp, id } = await connected();
    const old = idp.signing;
    const next = selfSignedCertificate();
    const change = (certificates: readonly string[]) =>
      updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, idp_certificates: [...certificates] });
    idp.signing = next;
    expect(await signIn()).toContain('not one of the provider’s certificates');
    expect((await change([old.base64, next.certificate])).idp_certificates).toEqual([old.base64, next.base64]);
    for (const signing of [old, next]) {
      idp.signing = signing;
      expect(await signIn()).toBe('in');
    }
    expect(await change([next.base64])).toMatchObject({ idp_certificates: [next.base64] });
    expect(await signIn()).toBe('in');
    idp.signing = old;
    expect(await signIn()).toContain('not one of the provider’s certificates');
  });

  it('has all certificates of its metadata taken over, and the test says which are over', async () => {
    const { idp, id } = await connected();
    const spent = selfSignedCertificate({ endsAt: new Date(Date.now() - 1000) });
    const descriptor = (base64: string) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
    const metadata = idp.metadata().replace('<md:SingleLogoutService', `${descriptor(spent.base64)}<md:SingleLogoutService`);
    const update = (text: string) => updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, metadata: text });
    expect((await update(metadata)).idp_certificates).toEqual([idp.signing.base64, spent.base64]);
    expect(await signIn()).toBe('in');
    const checked = () => testConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    expect((await checked()).test_result?.checks[0]).toMatchObject({ ok: true, message: expect.stringContaining('1 in force') });
    await update(metadata.replaceAll(idp.signing.base64, spent.base64));
    expect((await checked()).test_result?.checks[0]).toMatchObject({ ok: false, message: expect.stringContaining('expired') });
  });
});
