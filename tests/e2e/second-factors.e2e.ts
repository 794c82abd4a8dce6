import type { Page } from '@playwright/test';
import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { browserRun } from '../support/browser-run.ts';
import { totpCode } from '../support/totp-code.ts';
import { expect, signIn, test } from './signed-in.ts';

/** Second factors as people use them; passkeys with the browser's own virtual authenticator. */

const password = 'a phrase that nobody else would think of';
let people = 0;

/** Passkeys are bound to a name, and an address of numbers is none. */
const site = (): string => browserRun().address.replace('127.0.0.1', 'localhost');

/** Somebody new with a password of their own, made by the administrator of the page. */
async function newPerson(page: Page): Promise<{ email: string }> {
  people += 1;
  const email = `factor-${Date.now()}-${people}@halden.example`;
  const made = await page.request.post(`${browserRun().address}/api/v1/users`, { data: { email, name: 'Nadia Ferrant' } });
  expect(made.status()).toBe(201);
  const { temporary_password: given } = await made.json();
  const browser = page.context().browser();
  const context = await browser?.newContext();
  const own = await context?.newPage();
  if (context === undefined || own === undefined) throw new Error('The browser is gone');
  await signIn(own, email, given);
  // Whoever came with a temporary password is led to where they choose their own.
  await own.waitForURL('**/account');
  const changed = await own.request.post(`${browserRun().address}/api/v1/users/me/password`, {
    data: { current_password: given, new_password: password },
  });
  expect(changed.status()).toBe(200);
  await context.close();
  return { email };
}

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.goto(`${site()}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Reads the codes, says that they are stored, and closes them. */
async function storeCodes(page: Page): Promise<string[]> {
  const items = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(items).toHaveCount(10);
  const codes = await items.allTextContents();
  expect(new Set(codes).size).toBe(10);
  await page.getByLabel('I stored them').check();
  await page.getByRole('button', { name: 'Done' }).click();
  return codes;
}

test('[IAM-5] a passkey is made, signs in after the password and alone, and is removed', async ({ page }) => {
  const { email } = await newPerson(page);
  const context = await page.context().browser()?.newContext();
  const own = await context?.newPage();
  if (context === undefined || own === undefined) throw new Error('The browser is gone');
  const devtools = await context.newCDPSession(own);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await enterPassword(own, email);
  await own.waitForURL('**/overview');
  await own.goto(`${site()}/account`);
  await own.getByRole('button', { name: 'Add passkey…' }).click();
  // The page has a field of that name, too, and the dialog's own comes later.
  await own.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Work laptop');
  await own.getByRole('button', { name: 'Make the passkey' }).click();
  await storeCodes(own);
  await expect(own.getByText('Work laptop', { exact: true })).toBeVisible();

  await context.clearCookies();
  await enterPassword(own, email);
  await expect(own.getByRole('heading', { name: 'One more step' })).toBeVisible();
  // The password alone has opened nothing.
  expect((await own.request.get(`${site()}/api/v1/users/me`)).status()).toBe(401);
  await own.getByRole('button', { name: 'Use a passkey' }).click();
  await own.waitForURL('**/overview');

  await context.clearCookies();
  await own.goto(`${site()}/sign-in`);
  await own.getByRole('button', { name: 'Use a passkey' }).click();
  await own.waitForURL('**/overview');
  await own.goto(`${site()}/account`);
  await expect(own.getByRole('table', { name: 'Last sign-ins' })).toContainText('Passkey');
  await own.getByRole('button', { name: 'Remove…' }).click();
  await own.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(own.getByText('Work laptop')).toHaveCount(0);
  await context.close();
});

test('[IAM-5] an authenticator app is added by its secret, and a recovery code stands in for it', async ({ page }) => {
  const { email } = await newPerson(page);
  const context = await page.context().browser()?.newContext();
  const own = await context?.newPage();
  if (context === undefined || own === undefined) throw new Error('The browser is gone');
  await enterPassword(own, email);
  await own.waitForURL('**/overview');
  await own.goto(`${site()}/account`);
  await own.getByRole('button', { name: 'Add authenticator app…' }).click();
  await expect(own.getByRole('img', { name: 'QR code' })).toBeVisible();
  const secret = (await own.getByText(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? '';
  await own.getByLabel('Code', { exact: true }).fill(totpCode(secret.replaceAll(' ', '')));
  await own.getByRole('button', { name: 'Confirm' }).click();
  const [code = ''] = await storeCodes(own);

  await context.clearCookies();
  await enterPassword(own, email);
  await own.getByLabel('Code', { exact: true }).fill('000000');
  await own.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(own.getByRole('alert').filter({ hasText: 'not right' })).toBeVisible();
  await own.getByRole('button', { name: 'Use a recovery code' }).click();
  await own.getByLabel('Recovery code').fill(code);
  await own.getByRole('button', { name: 'Continue', exact: true }).click();
  await own.waitForURL('**/overview');
  await context.close();
});

/** Lets the last proof of who somebody is be an hour old. */
async function forgetProof(email: string): Promise<void> {
  const address = parseDatabaseUrl(browserRun().databaseUrl);
  const database = openClient(address, address, { max: 1, prepare: false });
  const rows = await database`
    UPDATE session SET verified_at = now() - interval '1 hour'
    FROM user_account u WHERE u.id = session.user_id AND u.email = ${email} RETURNING session.id`;
  await database.end({ timeout: 1 });
  expect(rows.length).toBeGreaterThan(0);
}

test('[IAM-5] the console asks for a proof before dangerous work, and then goes on with it', async ({ page }) => {
  const { email } = await newPerson(page);
  const context = await page.context().browser()?.newContext();
  const own = await context?.newPage();
  if (context === undefined || own === undefined) throw new Error('The browser is gone');
  await enterPassword(own, email);
  await own.waitForURL('**/overview');
  await forgetProof(email);
  await own.goto(`${site()}/account`);
  await own.getByRole('button', { name: 'Add authenticator app…' }).click();
  const dialog = own.getByRole('dialog', { name: 'Is it still you?' });
  await dialog.getByLabel('Password').fill('not the password');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('alert')).toContainText('not right');
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toBeHidden();
  await expect(own.getByRole('img', { name: 'QR code' })).toBeVisible();
  await context.close();
});
