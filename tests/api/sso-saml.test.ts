// This file is long because good and forged answers of a provider share one scene, and are read beside each other.
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { session, ssoUsedAssertion, userAccount } from '#db/schema/index.ts';
import { testConnection, updateConnection } from '#lib/sso/index.ts';
import { assertionXml, logoutRequestXml, newId, responseXml, signXml } from '#tests/support/saml-messages.ts';
import { type SamlProvider, signedResponse, startSamlProvider } from '#tests/support/saml-provider.ts';
import { selfSignedCertificate } from '#tests/support/self-signed-certificate.ts';
import { type Arrived, home, SsoBrowser } from '#tests/support/sso-browser.ts';
import { ssoScene } from '#tests/support/sso-scene.ts';

/** Single sign-on with a SAML 2.0 identity provider over real HTTP, and every answer that must not be taken. */

const scene = ssoScene('saml');
let provider: SamlProvider | undefined;
afterEach(() => provider?.close());

const email = () => `grace@${scene.domain}`;

async function connected(input: Readonly<Record<string, unknown>> = {}) {
  const idp = await startSamlProvider({ nameId: email(), attributes: { name: ['Grace Hopper'], groups: ['engineers', 'admirals'] } });
  provider = idp;
  const id = await scene.connect({ kind: 'saml', metadata: idp.metadata(), ...input });
  return { idp, id, acsUrl: `${home}/api/sso/${id}/acs`, entityId: `${home}/api/sso/${id}/metadata` };
}

const failureOf = (arrived: Arrived | undefined): string | null => arrived?.url.searchParams.get('failure') ?? null;

async function signIn(browser = new SsoBrowser()): Promise<{ browser: SsoBrowser; arrived: Arrived }> {
  const page = await browser.signIn(email(), '/keys');
  if (page === null) throw new Error('A password was asked for');
  return { browser, arrived: await browser.submit(page) };
}

/** Posts a message to the Assertion Consumer Service, as another site's form does. */
const post = (browser: SsoBrowser, acsUrl: string, xml: string): Promise<Arrived> =>
  browser.go(acsUrl, {
    method: 'POST',
    body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }),
    withoutCookies: true,
  });

describe('signing in at a SAML provider [IAM-3]', () => {
  it('leads from the address to the provider and back into a session', async () => {
    await connected();
    const { browser, arrived } = await signIn();
    expect(arrived.url.href).toBe(`${home}/keys`);
    expect(await scene.whoIs(browser)).toMatchObject({ email: email(), name: 'Grace Hopper' });
    expect(await scene.lastEntry()).toMatchObject({ outcome: 'provisioned', email: email() });
    expect([...browser.cookies().keys()]).toEqual(['tollgate.session']);
  });

  it('takes a signed response around a signed assertion too, and required groups', async () => {
    const { idp } = await connected({ required_groups: ['admirals'] });
    idp.forge = (facts, signing) => signXml(signedResponse(facts, signing), signing, { element: 'Response' });
    expect((await signIn()).arrived.url.pathname).toBe('/keys');
    idp.account = { ...idp.account, attributes: { groups: ['engineers'] } };
    expect(failureOf((await signIn()).arrived)).toBe('not_in_group');
  });

  it('has metadata that says where answers go, that they must be signed, and who we are', async () => {
    const { id, acsUrl, entityId } = await connected();
    const metadata = await (await new SsoBrowser().send(`${home}/api/sso/${id}/metadata`)).text();
    expect(metadata).toContain(`entityID="${entityId}"`);
    expect(metadata).toContain(`Location="${acsUrl}"`);
    expect(metadata).toContain('WantAssertionsSigned="true"');
    const { test_result: result } = await testConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    expect(result).toMatchObject({
      ok: true,
      checks: [
        { name: 'Certificates', ok: true },
        { name: 'Address', ok: true },
      ],
    });
  });

  it('refuses broken metadata, weak keys and metadata with a document type, in words', async () => {
    const idp = await startSamlProvider({ nameId: email(), attributes: {} });
    provider = idp;
    const attempt = (metadata: string) =>
      scene.connect({ kind: 'saml', metadata }).then(
        () => 'taken',
        ({ errors }: { errors: { detail: string }[] }) => errors[0]?.detail,
      );
    expect(await attempt('<x')).toContain('broken');
    expect(await attempt(`<!DOCTYPE x [<!ENTITY a "b">]>${idp.metadata()}`)).toContain('document type');
    expect(await attempt(idp.metadata().replace(/<md:KeyDescriptor.*KeyDescriptor>/, ''))).toContain('no signing certificate');
    const weak = selfSignedCertificate({ bits: 1024 });
    expect(await attempt(idp.metadata().replace(idp.signing.base64, weak.base64))).toContain('too weak');
  });

  it('signs out by the provider’s word, if it is signed, fresh and its own', async () => {
    const { idp, id } = await connected();
    const { browser } = await signIn();
    const destination = `${home}/api/sso/${id}/logout`;
    const facts = { issuer: idp.entityId, destination, nameId: email(), nowMs: Date.now() };
    const send = (xml: string) =>
      new SsoBrowser().send(destination, {
        method: 'POST',
        body: new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64') }),
      });
    const sign = (xml: string, by = idp.signing) => signXml(xml, by, { element: 'LogoutRequest' });
    for (const forged of [
      logoutRequestXml(facts),
      sign(logoutRequestXml(facts), selfSignedCertificate()),
      sign(logoutRequestXml({ ...facts, nowMs: Date.now() - 3_600_000 })),
      sign(logoutRequestXml({ ...facts, issuer: 'https://other.example' })),
      sign(logoutRequestXml(facts)).replace(email(), scene.company.admin.email),
    ]) {
      expect((await send(forged)).headers.get('location')).toContain('failure=invalid_response');
      expect(await scene.whoIs(browser)).toBeDefined();
    }
    const answer = await send(sign(logoutRequestXml(facts)));
    expect(answer.headers.get('location')).toContain(`${idp.sloUrl}?SAMLResponse=`);
    expect(await scene.whoIs(browser)).toBeUndefined();
    expect((await scene.lastEntry())?.outcome).toBe('signed_out');
  });

  it('tells the provider of a sign-out here', async () => {
    const { idp } = await connected();
    const { browser } = await signIn();
    const { url } = await (await browser.send(`${home}/api/sso/sign-out`, { method: 'POST' })).json();
    expect(url).toContain(`${idp.sloUrl}?SAMLRequest=`);
    expect(await scene.whoIs(browser)).toBeUndefined();
  });
});

describe('a sign-in that the provider begins [IAM-3]', () => {
  it('is refused unless it is switched on, and then asks the person first', async () => {
    const { idp, id, acsUrl, entityId } = await connected();
    const own = () => signedResponse(idp.factsFor(acsUrl, entityId, null), idp.signing);
    expect(failureOf(await post(new SsoBrowser(), acsUrl, own()))).toBe('invalid_response');
    await updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, allow_idp_initiated: true });
    const browser = new SsoBrowser();
    const arrived = await post(browser, acsUrl, own());
    expect(arrived.url.pathname).toBe('/sign-in/confirm');
    expect(browser.session).toBeUndefined();
    const ticket = arrived.url.searchParams.get('ticket') ?? '';
    const skipped = await browser.go(`${home}/api/sso/${id}/complete?ticket=${ticket}`);
    expect(failureOf(skipped)).toBe('flow_expired');
    const confirm = (headers: Record<string, string>) =>
      browser.send(`${home}/api/sso/${id}/complete`, { method: 'POST', body: new URLSearchParams({ ticket }), headers });
    expect((await confirm({ origin: 'https://evil.example', host: 'tollgate.test' })).status).toBe(403);
    expect((await confirm({ origin: home, host: 'tollgate.test' })).status).toBe(303);
    expect((await scene.whoIs(browser))?.email).toBe(email());
    const again = await confirm({ origin: home, host: 'tollgate.test' });
    expect(again.headers.get('location')).toContain('flow_expired');
  });
});

describe('answers that are not taken [IAM-3]', () => {
  /** What a forged answer comes to, and what the sync log says of it. */
  async function refusedAs(): Promise<string> {
    const { browser, arrived } = await signIn();
    expect(browser.session).toBeUndefined();
    expect(arrived.url.pathname).toBe('/sign-in/sso');
    return `${failureOf(arrived)}: ${(await scene.lastEntry())?.detail}`;
  }

  it.each<[string, Partial<Parameters<typeof assertionXml>[0]>, string]>([
    ['another issuer', { issuer: 'https://evil.example/metadata' }, 'is of the issuer https://evil.example'],
    ['another audience', { audience: 'https://other.example' }, 'audience'],
    ['another recipient', { recipient: 'https://other.example/acs' }, '(Recipient)'],
    ['an answer to nobody’s request', { inResponseTo: '_unknown' }, 'no sign-in that is under way'],
    ['an expired assertion', { nowMs: Date.now() - 3_600_000 }, 'expired'],
    ['an assertion of the future', { nowMs: Date.now() + 3_600_000 }, 'not'],
    ['a transient name', { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }, 'transient'],
    ['a refusal', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }, 'The provider said'],
  ])('%s', async (_name, changes, words) => {
    const { idp } = await connected();
    idp.changes = changes;
    expect(await refusedAs()).toContain(words);
  });

  it('no signature, a signature of another key, and a signed response without a signed assertion', async () => {
    const { idp } = await connected();
    idp.forge = (facts) => responseXml(facts, assertionXml(facts));
    expect(await refusedAs()).toContain('not signed');
    const stranger = selfSignedCertificate();
    idp.forge = (facts) => signedResponse(facts, stranger);
    expect(await refusedAs()).toContain('not one of the provider’s certificates');
    idp.forge = (facts, signing) => signXml(responseXml(facts, assertionXml(facts)), signing, { element: 'Response' });
    expect(await refusedAs()).toContain('not signed');
  });

  it('a name or an attribute changed after it was signed', async () => {
    const { idp } = await connected();
    for (const [from, to] of [
      [email(), scene.company.admin.email],
      ['engineers', 'bosses'],
    ] as const) {
      idp.forge = (facts, signing) => signedResponse(facts, signing).replace(from, to);
      expect(await refusedAs()).toContain('invalid_response');
    }
  });

  it('SHA-1 and shared secrets', async () => {
    const { idp } = await connected();
    idp.forge = (facts, signing) =>
      signXml(responseXml(facts, assertionXml(facts)), signing, { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' });
    expect(await refusedAs()).toContain('not accepted');
    idp.forge = (facts, signing) =>
      signXml(responseXml(facts, assertionXml(facts)), signing, { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' });
    expect(await refusedAs()).toContain('not accepted');
    idp.forge = (facts, signing) =>
      signedResponse(facts, signing)
        .replace('xmldsig-more#rsa-sha256', 'xmldsig#hmac-sha1')
        .replace('2001/04/xmldsig#', '2000/09/xmldsig#');
    expect(await refusedAs()).toContain('not accepted');
  });

  it('signature wrapping: the signed assertion moved aside and a forged one put in its place, in every known way', async () => {
    const { idp } = await connected();
    const forgedFor = (facts: Parameters<typeof assertionXml>[0]): string =>
      assertionXml({ ...facts, assertionId: newId(), nameId: scene.company.admin.email });
    const takeApart = (xml: string) => {
      const signed = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0] ?? '';
      const signature = /<Signature .*<\/Signature>/s.exec(signed)?.[0] ?? '';
      return { xml, signed, signature, bare: signed.replace(signature, '') };
    };
    type Parts = ReturnType<typeof takeApart> & { forged: string };
    const behindIssuer = (assertion: string, inserted: string) => assertion.replace('</saml:Issuer>', `</saml:Issuer>${inserted}`);
    const wrappings: Readonly<Record<string, (parts: Parts) => string>> = {
      'both side by side, the forged first': ({ xml, signed, forged }) => xml.replace(signed, forged + signed),
      'both side by side, the forged last': ({ xml, signed, forged }) => xml.replace(signed, signed + forged),
      'the signed inside the forged': ({ xml, signed, forged }) => xml.replace(signed, behindIssuer(forged, signed)),
      'the signed inside an Object of the signature': ({ xml, signed, signature, bare, forged }) =>
        xml.replace(signed, behindIssuer(forged, signature.replace('</Signature>', `<Object>${bare}</Object></Signature>`))),
      'the signed inside Extensions of the response': ({ xml, signed, forged }) =>
        xml
          .replace('<samlp:Status>', `<samlp:Extensions>${signed}</samlp:Extensions><samlp:Status>`)
          .replace(`</samlp:Status>${signed}`, `</samlp:Status>${forged}`),
      'the signed inside an AttributeValue of the forged': ({ xml, signed, forged }) =>
        xml.replace(signed, forged.replace('<saml:AttributeValue>', `<saml:AttributeValue>${signed}`)),
      'the forged with the signature of the signed, which hangs below the response': ({ xml, signed, signature, bare, forged }) =>
        xml.replace(signed, `${behindIssuer(forged, signature)}<x>${bare}</x>`),
      'the forged under the same ID': ({ xml, signed, forged }) =>
        xml.replace(signed, forged.replace(/ID="[^"]*"/, / ID="[^"]*"/.exec(signed)?.[0] ?? '') + signed),
      'a response inside the response': ({ xml, signed, forged }) =>
        xml.replace(signed, forged).replace('</samlp:Response>', `${xml}</samlp:Response>`),
      'the forged in another namespace': ({ xml, signed, forged }) =>
        xml.replace(signed, forged.replace('urn:oasis:names:tc:SAML:2.0:assertion', 'urn:elsewhere') + signed),
      'two references in one signature': ({ xml }) => xml.replace(/<Reference .*?<\/Reference>/s, (reference) => reference + reference),
      'an empty reference, which means the whole document': ({ xml }) => xml.replace(/URI="#[^"]*"/, 'URI=""'),
    };
    for (const [name, wrap] of Object.entries(wrappings)) {
      idp.forge = (facts, signing) => wrap({ ...takeApart(signedResponse(facts, signing)), forged: forgedFor(facts) });
      expect({ name, refused: (await refusedAs()).split(':')[0] }).toEqual({ name, refused: 'invalid_response' });
    }
    expect(await scene.inside((tx) => tx.select().from(session).where(eq(session.userId, scene.company.admin.userId)))).toHaveLength(1);
  });

  it('a comment inside a name does not cut it', async () => {
    const { idp } = await connected();
    idp.account = { ...idp.account, nameId: `${scene.company.admin.email}.evil.example` };
    idp.forge = (facts, signing) =>
      signedResponse(facts, signing).replace(`${scene.company.admin.email}.evil`, `${scene.company.admin.email}<!---->.evil`);
    expect(await refusedAs()).toContain('domain_not_allowed');
  });

  it('a document type, entities, nonsense, an encrypted assertion, two assertions and none', async () => {
    const { idp } = await connected();
    const forgeries: Readonly<Record<string, (xml: string) => string>> = {
      doctype: (xml) => `<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`,
      nonsense: () => 'no xml at all',
      empty: () => '',
      encrypted: (xml) => xml.replaceAll('saml:Assertion', 'saml:EncryptedAssertion'),
      none: (xml) => xml.replace(/<saml:Assertion .*<\/saml:Assertion>/s, ''),
      logout: (xml) => xml.replaceAll('samlp:Response', 'samlp:LogoutResponse'),
    };
    for (const [name, change] of Object.entries(forgeries)) {
      idp.forge = (facts, signing) => change(signedResponse(facts, signing));
      expect({ name, refused: (await refusedAs()).split(':')[0] }).toEqual({ name, refused: 'invalid_response' });
    }
  });

  it('an answer that was given before, whole or in another wrapping', async () => {
    const { idp, acsUrl } = await connected();
    let sent = '';
    idp.forge = (facts, signing) => {
      sent = signedResponse(facts, signing);
      return sent;
    };
    const { arrived } = await signIn();
    expect(arrived.url.pathname).toBe('/keys');
    expect(failureOf(await post(new SsoBrowser(), acsUrl, sent))).toBe('replayed');
    expect(failureOf(await post(new SsoBrowser(), acsUrl, sent.replace(/ ID="_[0-9a-f]+"/, ` ID="${newId()}"`)))).toBe('replayed');
    expect(await scene.inside((tx) => tx.select().from(ssoUsedAssertion))).toHaveLength(1);
  });

  it('a good answer in another browser than the one that asked (login CSRF)', async () => {
    const { idp, acsUrl } = await connected();
    let sent = '';
    idp.forge = (facts, signing) => {
      sent = signedResponse(facts, signing);
      return sent;
    };
    const attacker = new SsoBrowser();
    await attacker.signIn(email());
    const victim = new SsoBrowser();
    expect(failureOf(await post(victim, acsUrl, sent))).toBe('flow_expired');
    expect(victim.session).toBeUndefined();
  });

  it('an answer at the connection of another organization', async () => {
    const { idp } = await connected();
    const other = await scene.otherCompany();
    const id = await scene.connect({ kind: 'saml', metadata: idp.metadata() }, other);
    const otherAcs = `${home}/api/sso/${id}/acs`;
    idp.forge = (facts, signing) => signedResponse(facts, signing);
    const page = await new SsoBrowser().signIn(email());
    const value = / name="SAMLResponse" value="([^"]*)"/.exec(page?.text ?? '')?.[1] ?? '';
    const arrived = await post(new SsoBrowser(), otherAcs, Buffer.from(value, 'base64').toString());
    expect(failureOf(arrived)).toBe('invalid_response');
    expect((await scene.lastEntry(other))?.detail).toContain('audience');
    expect(await scene.inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, email())), other.tenantId)).toEqual([]);
  });
});
