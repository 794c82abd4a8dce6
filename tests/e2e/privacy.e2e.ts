import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[GOV-6] a request is noted, its identity confirmed, and it waits for somebody to approve', async ({ page }) => {
  const address = `former-${Date.now()}@example.com`;
  await page.goto(at('/privacy/new'));
  await page.getByLabel('Address').fill(address);
  await page.getByLabel('Asks for').selectOption({ label: 'Erasure' });
  await page.getByRole('button', { name: 'Note the request' }).click();
  const panel = page
    .getByRole('complementary')
    .filter({ hasText: address })
    .or(page.getByRole('dialog').filter({ hasText: address }));
  await expect(panel.first()).toBeVisible();
  await page.getByRole('button', { name: 'Confirm identity…' }).click();
  await page.getByLabel('How that was checked').fill('By letter, with a copy of the passport');
  await page.getByRole('button', { name: 'Confirm identity', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Approve…' })).toBeVisible();
  // Who noted an erasure does not approve it.
  await page.getByRole('button', { name: 'Approve…' }).click();
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await expect(page.getByText(/approved by somebody else/)).toBeVisible();
});

test('[GOV-6] consent is declared, given and withdrawn', async ({ page }) => {
  const name = `Newsletter ${Date.now()}`;
  await page.goto(at('/privacy/consents/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('What people are told').fill('We write to you once a month.');
  await page.getByRole('button', { name: 'Declare' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.goto(at('/account/privacy'));
  await page.getByRole('button', { name: `Agree to ${name}` }).click();
  await page.getByRole('button', { name: 'Agree', exact: true }).click();
  await page.getByRole('button', { name: `Withdraw from ${name}` }).click();
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(page.getByRole('button', { name: `Agree to ${name}` })).toBeVisible();
});

test('[GOV-6] a call leads to its lineage, and the posture to where it is mended', async ({ page }) => {
  await page.goto(at('/usage'));
  await page.getByRole('row').nth(3).click();
  await page.getByRole('link', { name: 'Lineage' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lineage of a call' })).toBeVisible();
  for (const station of ['Caller', 'Policies', 'Provider', 'Tokens and price', 'Posting and ledger', 'Audit log'])
    await expect(page.getByRole('heading', { level: 2, name: station })).toBeVisible();
  await page.goto(at('/security'));
  await expect(page.getByRole('list', { name: 'Facts' }).getByRole('listitem')).toHaveCount(15);
  await page.getByRole('link', { name: 'Name your networks' }).click();
  await expect(page).toHaveURL(/\/settings\/security/);
});
