import type { Page } from '@playwright/test';
import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { newUuid } from '#lib/core/ids.ts';
import { hashPassword } from '#lib/core/password.ts';
import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';
import { complaintsOf, expect, signIn, test } from './signed-in.ts';

const password = 'a password of eighteen words';

/** Somebody of the platform with a password of their own choice. */
async function addOperator(email: string): Promise<void> {
  const address = parseDatabaseUrl(browserRun().databaseUrl);
  const sql = openClient(address, address, { max: 1, prepare: false });
  const id = newUuid();
  const hash = await hashPassword(password);
  await sql`INSERT INTO user_account (tenant_id, id, email, name, password_hash)
    SELECT tenant_id, ${id}, ${email}, 'Olu Okafor', ${hash} FROM tenant WHERE kind = 'platform'`;
  await sql`INSERT INTO role_assignment (tenant_id, id, user_id, role_id, scope_kind)
    SELECT tenant_id, ${newUuid()}, ${id}, id, 'tenant' FROM role
    WHERE name = 'tenant_admin' AND tenant_id = (SELECT tenant_id FROM tenant WHERE kind = 'platform')`;
  await sql.end();
}

async function expectSound(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
}

test('[ORG-10] an operator provisions an organization, suspends it, and looks into another that agrees', async ({
  browser,
  page: admin,
}) => {
  const email = `olu-${newUuid()}@platform.example`;
  await addOperator(email);
  const page = await (await browser.newContext()).newPage();
  const complaints = complaintsOf(page);
  const { address } = browserRun();
  await signIn(page, email, password);
  await page.waitForURL(/overview|usage|onboarding/);
  await page.goto(`${address}/operator`);
  await expect(page.getByRole('heading', { name: 'Platform', level: 1 })).toBeVisible();
  await expectSound(page);

  await page.goto(`${address}/operator/tenants/new`);
  await expectSound(page);
  const slug = `acme-${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill('Acme');
  await page.getByLabel('Short name').fill(slug);
  await page.getByLabel('E-mail of the first administrator').fill('ada@acme.example');
  await page.getByRole('button', { name: 'Provision organization' }).click();
  await expect(page.getByText('Temporary password of the administrator of Acme')).toBeVisible();

  await page.goto(`${address}/operator/tenants?q=${slug}`);
  await expectSound(page);
  await page.getByRole('link', { name: 'Acme' }).first().click();
  await expect(page.getByRole('heading', { name: 'Acme' })).toBeVisible();
  await expectSound(page);
  await page.getByRole('button', { name: 'Suspend…' }).click();
  await page.getByLabel('Reason').fill('A trial that is over');
  await page.getByRole('button', { name: 'Suspend organization' }).click();
  await expect(page.getByRole('button', { name: 'Resume…' })).toBeVisible();

  await page.goto(`${address}/operator/tenants?q=halden`);
  await page.getByRole('link', { name: 'Halden Group' }).first().click();
  await page.getByRole('button', { name: 'Ask for access…' }).click();
  await page.getByLabel('Why').fill('You reported that calls fail since this morning');
  await page.getByRole('button', { name: 'Ask for access', exact: true }).click();
  await expect(page.getByText('Halden Group is asked.')).toBeVisible();

  await admin.goto(`${address}/settings/support`);
  await admin.getByRole('button', { name: 'Let Olu Okafor in…' }).first().click();
  await admin.getByRole('button', { name: 'Let them in' }).click();
  await expect(admin.getByRole('button', { name: 'End the access of Olu Okafor…' }).first()).toBeVisible();

  await page.goto(`${address}/operator/support`);
  await expectSound(page);
  await page.getByRole('button', { name: 'Look into Halden Group' }).first().click();
  await page.waitForURL(/overview/);
  await expect(page.getByText('Olu Okafor (platform)').first()).toBeVisible();
  // The pages of the platform are not there for an account of the organization.
  expect((await page.goto(`${address}/operator`))?.status()).toBe(404);
  const unexpected = complaints.filter((text) => !text.includes('404'));
  expect(unexpected).toEqual([]);
});
