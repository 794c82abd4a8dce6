import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[ORG-4] [ORG-5] a project is made, gets an environment with a limit and a release, and stands on the board', async ({ page }) => {
  const name = `Browser project ${Date.now()}`;
  await page.goto(at('/projects/new'));
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('combobox', { name: 'Team' }).fill('Mobile');
  await page.getByRole('option', { name: 'Mobile' }).click();
  await page.getByRole('textbox', { name: /^Planned budget/ }).fill('1.5k');
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);

  await page.getByRole('link', { name: 'Environments', exact: true }).click();
  await page.waitForURL('**tab=environments**');
  await page.getByRole('textbox', { name: 'Name' }).fill('Production');
  await page.getByRole('textbox', { name: /^Daily cost limit/ }).fill('20');
  await page.getByRole('button', { name: 'Add environment' }).click();
  await expect(page.getByRole('heading', { name: 'Production' })).toBeVisible();
  await expect(page.getByText('$20.00', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Releases', exact: true }).click();
  await page.waitForURL('**tab=releases**');
  await page.getByRole('textbox', { name: 'Version' }).fill('1.4.0');
  await page.getByRole('textbox', { name: 'Title' }).fill('Faster search');
  await page.getByRole('button', { name: 'Draft release' }).click();
  const release = page
    .getByRole('list', { name: /^Releases of/ })
    .getByRole('listitem')
    .filter({ hasText: '1.4.0' });
  await release.getByRole('button', { name: 'Release…' }).click();
  await page.getByRole('button', { name: 'Release', exact: true }).click();
  await expect(release).toContainText('Released');

  await page.goto(at('/projects?tab=board'));
  await expect(page.getByRole('region', { name: 'Active' })).toContainText(name);
});

test('[ORG-6] usage of a team is split over cost centers, and the form says what is left to give', async ({ page }) => {
  const mark = String(Date.now()).slice(-6);
  for (const place of ['A', 'B']) {
    await page.goto(at('/cost-centers/new'));
    await page.getByLabel('Code').fill(`${mark}-${place}`);
    await page.getByRole('textbox', { name: 'Name' }).fill(`Center ${place}`);
    await page.getByRole('button', { name: 'Create cost center' }).click();
    await page.waitForURL('**/cost-centers');
    await expect(page.getByRole('row', { name: new RegExp(`${mark}-${place}`) })).toBeVisible();
  }
  await page.goto(at('/cost-centers/split'));
  await page.getByRole('combobox', { name: 'Team' }).fill('Mobile');
  await page.getByRole('option', { name: 'Mobile' }).click();
  await page.getByLabel('Share 1, cost center').selectOption({ label: `${mark}-A Center A` });
  await page.getByLabel('Share 1, percent').fill('33.3333');
  await expect(page.getByText('66.6667 % is not given to anybody yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Split usage' }).click();
  await expect(page.getByText('The shares sum to 33.3333 %, not to 100 %')).toBeVisible();
  await page.getByRole('button', { name: 'Add share' }).click();
  await page.getByLabel('Share 2, cost center').selectOption({ label: `${mark}-B Center B` });
  await expect(page.getByText('The shares sum to 100 %.')).toBeVisible();
  await page.getByRole('button', { name: 'Split usage' }).click();
  await page.waitForURL('**/cost-centers');
  const rule = page
    .getByRole('list', { name: 'Allocation rules' })
    .getByRole('listitem')
    .filter({ hasText: `${mark}-A` });
  await expect(rule).toContainText('66.6667 %');
  await rule.getByRole('button', { name: 'End…' }).click();
  await page.getByRole('button', { name: 'End rule' }).click();
  await expect(rule).toHaveCount(0);
});

test('[ORG-6] [COST-7] a cost center is renamed, gets a budget and can be stated; chargeback says who bears what', async ({ page }) => {
  const code = `E-${String(Date.now()).slice(-6)}`;
  await page.goto(at('/cost-centers/new'));
  await page.getByLabel('Code').fill(code);
  await page.getByRole('textbox', { name: 'Name' }).fill('Engineering');
  await page.getByRole('button', { name: 'Create cost center' }).click();
  await page.waitForURL('**/cost-centers');
  await page
    .getByRole('row', { name: new RegExp(code) })
    .getByRole('link')
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${code} Engineering`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Research');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${code} Research`);
  await page.getByRole('link', { name: 'Set a budget' }).click();
  await page.waitForURL('**/budgets/new?*');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Budget of ${code}`);
  await page.getByRole('textbox', { name: /^Limit/ }).fill('250');
  await page.getByRole('button', { name: 'Create budget' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Budget of ${code}`);
  await page.goto(at('/statements/new'));
  await page.getByLabel('For').selectOption({ label: 'A cost center' });
  await page.getByRole('combobox', { name: 'Cost center' }).fill(code);
  await page.getByRole('option', { name: `${code} Research` }).click();
  await page.goto(at('/statements/chargeback'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Chargeback');
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(page.getByRole('link', { name: 'Next' })).toBeVisible();
});
