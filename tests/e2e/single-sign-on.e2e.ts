import { type Browser, expect, type Page } from '@playwright/test';
import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { browserRun } from '../support/browser-run.ts';
import { startOpenIdProvider } from '../support/openid-provider.ts';
import { encryptedResponse, encryptionCertificateOf } from '../support/saml-encryption.ts';
import { startSamlProvider } from '../support/saml-provider.ts';
import { test } from './signed-in.ts';

/** Connects a provider through the console; answers the addresses of its page. */
async function connect(page: Page, name: string, issuer: string, client: { clientId: string; clientSecret: string }): Promise<string> {
  await page.goto(`${browserRun().address}/settings/sign-in/new`);
  await page.getByLabel('Identity provider', { exact: true }).selectOption('oidc');
  await page.getByLabel('Name', { exact: true }).first().fill(name);
  await page.getByLabel('Issuer').fill(issuer);
  await page.getByLabel('Client ID').fill(client.clientId);
  await page.getByLabel('Client secret').fill(client.clientSecret);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL(/\/settings\/sign-in\/sso_/);
  return page.url();
}

test('[IAM-3] a provider is connected, tested and tried through the console, and its people are told why they do not get in', async ({
  page,
  browser,
}) => {
  const provider = await startOpenIdProvider({ sub: 'somebody', email: 'somebody@nobody.example', name: 'Some Body' });
  try {
    const name = `Provider ${Date.now()}`;
    const address = await connect(page, name, provider.issuer, provider);
    const callback = (await page.getByText(/\/api\/sso\/.*\/callback/).textContent()) ?? '';
    provider.allow(callback, `${browserRun().address}/sign-in`);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText('The provider takes the client id and the secret')).toBeVisible();
    await page.getByRole('button', { name: 'Try a sign-in' }).click();
    await page.waitForURL(/failure=domain_not_allowed/);
    await expect(page.getByText('nobody.example is no proved domain')).toBeVisible();
    await page.getByRole('button', { name: 'Switch on…' }).click();
    await page.getByRole('button', { name: 'Switch on', exact: true }).click();
    await expect(page.getByText('On', { exact: true }).first()).toBeVisible();
    const stranger = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
    await stranger.goto(`${address.replace('/settings/sign-in/', '/api/sso/')}/start`);
    await stranger.waitForURL(/\/sign-in\/sso\?failure=domain_not_allowed/);
    await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Your e-mail address does not belong to this organization');
    await stranger.context().close();
  } finally {
    provider.close();
  }
});

test('[IAM-3] the sign-in page says that an address has no single sign-on, and asks for one first', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(`${browserRun().address}/sign-in`);
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await expect(page.getByText('Enter your e-mail address first')).toBeVisible();
  await page.getByLabel('E-mail').fill('somebody@elsewhere.example');
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await expect(page.getByText('There is no single sign-on for this address')).toBeVisible();
  await context.close();
});

test('[IAM-3] a domain shows the record that proves it, and stays unproved without', async ({ page }) => {
  const domain = `d${Date.now()}.invalid`;
  await page.goto(`${browserRun().address}/settings/sign-in`);
  await page.getByLabel('E-mail domain', { exact: true }).fill(domain);
  await page.getByRole('button', { name: 'Add domain' }).click();
  const item = page.getByRole('region', { name: 'E-mail domains' }).getByRole('listitem').filter({ hasText: domain });
  await expect(item.getByText(`_tollgate-challenge.${domain}`)).toBeVisible();
  await item.getByRole('button', { name: 'Check DNS' }).click();
  await expect(item.getByText(/no TXT record yet|did not answer/)).toBeVisible({ timeout: 20_000 });
  await expect(item.getByText('Not proved')).toBeVisible();
});

const at = (path: string): string => browserRun().address + path;

/** Leads a domain to a connection that is switched on, and proves it as its DNS would, which no test has. */
async function lead(page: Page, domain: string, connectionId: string): Promise<void> {
  const switched = await page.request.patch(at(`/api/v1/sso/${connectionId}`), { data: { status: 'active' } });
  const added = await page.request.post(at('/api/v1/sso/domains'), { data: { domain, sso_connection_id: connectionId } });
  expect([switched.status(), added.status()]).toEqual([200, 201]);
  const address = parseDatabaseUrl(browserRun().databaseUrl);
  const database = openClient(address, address, { max: 1, prepare: false });
  await database`UPDATE sso_domain SET verified_at = now() WHERE domain = ${domain}`;
  await database.end({ timeout: 1 });
}

/** Somebody who never was here enters an address on the sign-in page, and comes to the overview. */
async function arrive(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const own = await context.newPage();
  await own.goto(at('/sign-in'));
  await own.getByLabel('E-mail').fill(email);
  await own.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await own.waitForURL('**/overview');
  await expect(own.getByRole('heading', { level: 1 })).toBeVisible();
  return own;
}

/** Signs out by the menu; the browser then goes on to the provider's own sign-out. */
async function signOut(own: Page, name: string): Promise<void> {
  await own.getByRole('button', { name, exact: true }).click();
  await own.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Whether a browser's session is over: a page of the console asks who it is. */
async function isOut(own: Page): Promise<void> {
  await own.goto(at('/overview'));
  await own.waitForURL(/\/sign-in/);
}

test('[IAM-3] somebody new signs in at an OpenID provider by the domain of the address, gets an account, and signs out on both sides', async ({
  page,
  browser,
}) => {
  const domain = `openid-${Date.now()}.example`;
  const email = `ada@${domain}`;
  const provider = await startOpenIdProvider({ sub: 'ada', email, name: 'Ada Lovelace' });
  try {
    const address = await connect(page, `OpenID ${Date.now()}`, provider.issuer, provider);
    const id = address.split('/').at(-1) ?? '';
    provider.allow(at(`/api/sso/${id}/callback`), at('/sign-in'));
    await lead(page, domain, id);
    const own = await arrive(browser, email);
    await signOut(own, 'Ada Lovelace');
    await own.waitForURL((url) => url.origin === provider.issuer);
    await own.getByRole('button', { name: /sign me out|yes/i }).click();
    await own.waitForURL(/\/sign-in/);
    await isOut(own);
    await page.goto(address);
    await expect(page.getByText(email).first()).toBeVisible();
    await own.context().close();
  } finally {
    provider.close();
  }
});

test('[IAM-3] somebody new signs in by SAML with an encrypted assertion, and signs out', async ({ page, browser }) => {
  const domain = `saml-${Date.now()}.example`;
  const email = `grace@${domain}`;
  const provider = await startSamlProvider({ nameId: email, attributes: { email: [email], name: ['Grace Hopper'] } });
  try {
    const made = await page.request.post(at('/api/v1/sso'), {
      data: { name: `SAML ${Date.now()}`, kind: 'saml', metadata: provider.metadata() },
    });
    expect(made.status()).toBe(201);
    const { id } = await made.json();
    await lead(page, domain, id);
    await page.goto(at(`/settings/sign-in/${id}`));
    await page.getByRole('button', { name: 'New encryption key…' }).click();
    await page.getByRole('button', { name: 'Make a new key' }).click();
    await expect(page.getByText('The metadata has a new key.').first()).toBeVisible();
    const certificate = encryptionCertificateOf(await (await page.request.get(at(`/api/sso/${id}/metadata`))).text());
    provider.forge = (facts, signing) => encryptedResponse(facts, signing, certificate);
    const own = await arrive(browser, email);
    await signOut(own, 'Grace Hopper');
    await own.waitForURL(`${provider.sloUrl}**`);
    await isOut(own);
    await own.context().close();
  } finally {
    provider.close();
  }
});
