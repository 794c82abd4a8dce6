import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[AUD-2] the audit log is verified in the browser, and an entry gives its proof', async ({ page }) => {
  await page.goto(at('/audit-logs/integrity'));
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  // The sequencer is at most a second behind; the first visit may come before the first entry is sealed.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('gateway', { exact: false }).or(page.getByText('/audit/tnt_')).first()).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/^Whole: \d+ entries/)).toBeVisible({ timeout: 60_000 });
  await page.goto(at('/audit-logs'));
  await page.getByRole('row').nth(5).click();
  const link = page.getByRole('link', { name: 'Download proof' });
  await expect(link).toBeVisible();
  const answer = await page.request.get(at((await link.getAttribute('href')) ?? ''));
  expect(answer.status()).toBe(200);
  expect(await answer.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra [A-Za-z0-9+/=]+\nindex \d+\n/);
});

test('[AUD-3] a target is added, paused and deleted', async ({ page }) => {
  const name = `Mailbox ${Date.now()}`;
  await page.goto(at('/audit-logs/targets/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Kind').selectOption({ label: 'Anchor by webhook' });
  await page.getByLabel('Address').fill('https://notary.example.com/checkpoints');
  await page.getByRole('button', { name: 'Create target' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.getByRole('button', { name: `Pause ${name}` }).click();
  await expect(page.getByRole('button', { name: `Resume ${name}` })).toBeVisible();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await page.getByRole('button', { name: 'Delete target' }).click();
  await expect(page.getByRole('heading', { name })).toHaveCount(0);
});
