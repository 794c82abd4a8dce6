import { browserRun } from '../support/browser-run.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[REP-1] a report is previewed as it comes, scheduled, paused and deleted', async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.goto(at('/reports?kind=cost&period=last_week'));
  const frame = page.frameLocator('iframe[title^="Preview of"]');
  await expect(frame.getByRole('heading', { name: 'Cost report' })).toBeVisible();
  // The colours of dark mode stand in a style element, which the page's policy lets in by its nonce alone.
  const file = await page.request.get(at((await page.getByRole('link', { name: 'PDF', exact: true }).getAttribute('href')) ?? ''));
  expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');

  const name = `Costs ${Date.now()}`;
  await page.getByRole('link', { name: 'Schedule report' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByLabel('At', { exact: true }).fill('06:45');
  await expect(page.frameLocator('iframe[title="Preview of the message"]').getByRole('heading', { name: 'Cost report' })).toBeVisible();
  await page.getByRole('button', { name: 'Create schedule' }).click();
  await expect(page.getByText('Every week on Monday at 06:45, Europe/Berlin').first()).toBeVisible();
  const panel = page.getByRole('complementary').or(page.getByRole('dialog')).filter({ hasText: name });
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(panel.getByText('Paused', { exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete schedule' }).click();
  await expect(page.getByRole('cell', { name })).toHaveCount(0);
  // Chromium says so of the test's own way into a frame in which nothing may run.
  expect(complaints.filter((text) => !text.startsWith('Blocked script execution in'))).toEqual([]);
});

test('[REP-1] an export of calls is written while its page shows how far it is', async ({ page }) => {
  await page.goto(at('/reports/exports/new'));
  await page.getByLabel('File').selectOption({ label: 'JSON' });
  await page.getByRole('button', { name: 'Export calls' }).click();
  const link = page.getByRole('link', { name: /^Download calls-.*\.json/ }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const answer = await page.request.get(at((await link.getAttribute('href')) ?? ''), { headers: { range: 'bytes=0-1' } });
  expect([answer.status(), await answer.text()]).toEqual([206, '[\n']);
});
