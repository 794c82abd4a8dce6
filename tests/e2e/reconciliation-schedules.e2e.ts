import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[COST-10] a connection is compared by schedule, paused, and forgotten', async ({ page }) => {
  await page.goto(at('/reconciliations'));
  await page.getByRole('link', { name: 'By schedule' }).click();
  await page.waitForURL('**/reconciliations/schedules');
  await page.getByRole('link', { name: 'Add schedule' }).click();
  await page.getByLabel('Connection').selectOption({ label: 'Sandbox (sandbox)' });
  await page.getByRole('textbox', { name: /^Days of one comparison/ }).fill('7');
  await page.getByRole('button', { name: 'Create schedule' }).click();
  await page.waitForURL('**/reconciliations/schedules');
  const card = page.getByRole('region').or(page.locator('section')).filter({ hasText: 'Every 7 days' }).last();
  await expect(card).toContainText('Active');
  await card.getByRole('button', { name: 'Pause Sandbox' }).click();
  await expect(card).toContainText('Not while paused');
  await card.getByRole('button', { name: 'Delete the schedule of Sandbox' }).click();
  await page.getByRole('button', { name: 'Delete schedule', exact: true }).click();
  await expect(page.getByText('Nothing is compared by itself')).toBeVisible();
});

test('[ORG-6] cost centers come from a file that is shown first', async ({ page }) => {
  const mark = String(Date.now()).slice(-6);
  const file = `code,name,parent\n${mark}-1,Below,${mark}-0\n${mark}-0,Above,\n`;
  await page.goto(at('/cost-centers'));
  await page.getByRole('link', { name: 'Import' }).click();
  await expect(page.getByLabel('What the file holds')).toHaveValue('cost-centers');
  await page.getByLabel('CSV file').setInputFiles({ name: 'centers.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Show what it changes' }).click();
  await expect(page.getByText('Nothing is changed yet: of 2 rows 2 are new')).toBeVisible();
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByText('Done: of 2 rows 2 were new')).toBeVisible();
  await page.goto(at('/cost-centers'));
  await expect(page.getByRole('row', { name: new RegExp(`${mark}-1`) })).toBeVisible();
});

test('[COST-1] a model stands beside the same model elsewhere', async ({ page }) => {
  await page.goto(at('/models/price?provider=openai&model=gpt-4o'));
  const offers = page.getByRole('table').filter({ hasText: 'Model there' });
  await expect(offers.getByRole('row').filter({ hasText: 'Here' })).not.toHaveCount(0);
  await expect(offers.getByRole('row').filter({ hasText: 'Not connected' })).not.toHaveCount(0);
  await page.goto(at('/models/price'));
  await expect(page.getByText('No model is chosen')).toBeVisible();
  await expect(page.getByText('at .')).toHaveCount(0);
});
