import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[ALR-3] an incident is opened by hand, commented, acknowledged and resolved', async ({ page }) => {
  const title = `Slow answers ${Date.now()}`;
  await page.goto(at('/incidents'));
  await page.getByRole('button', { name: 'Open incident…' }).click();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByLabel('What is wrong').fill('Support hears of it since nine.');
  await page.getByLabel('Severity').selectOption('critical');
  await page.getByRole('button', { name: 'Open incident', exact: true }).click();
  await page.getByRole('link', { name: title }).first().click();
  const panel = page.locator('[data-side-panel]');
  await panel.getByRole('button', { name: 'Comment…' }).click();
  await page.getByRole('textbox', { name: 'Comment' }).fill('One region alone');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(panel.getByText('One region alone')).toBeVisible();
  await panel.getByRole('button', { name: 'Acknowledge…' }).click();
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await expect(panel.getByText(/^Acknowledged by /)).toBeVisible();
  await panel.getByRole('button', { name: 'Resolve…' }).click();
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(panel.getByText(/^Resolved by /)).toBeVisible();
});
