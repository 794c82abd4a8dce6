import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[COST-3] a budget is made for a team, changed, simulated and archived, and every figure has its words', async ({ page }) => {
  const name = `Browser budget ${Date.now()}`;
  await page.goto(at('/budgets/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('For', { exact: true }).selectOption('team');
  await page.getByRole('combobox', { name: 'Team' }).fill('Mobile');
  await page.getByRole('option', { name: 'Mobile' }).click();
  await page.getByRole('textbox', { name: /^Limit/ }).fill('1.5k');
  await page.getByRole('button', { name: 'Create budget' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByRole('meter', { name: `Budget ${name}` })).toHaveAttribute('aria-valuetext', /of \$1,500/);
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('Hard: refuses calls above the limit');

  await page.getByRole('link', { name: 'Settings', exact: true }).last().click();
  await page.getByRole('textbox', { name: /^Limit/ }).fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Exceeded').first()).toBeVisible();

  await page.getByRole('link', { name: 'Simulate' }).click();
  await page.waitForURL('**tab=simulate**');
  await page.getByRole('textbox', { name: /^Limit/ }).fill('100000');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await expect(page.getByRole('region', { name: 'Outcome' })).toContainText('would have fitted into $100,000.00');

  await page.getByRole('button', { name: 'Archive…' }).click();
  await page.getByRole('button', { name: 'Archive budget' }).click();
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('Archived');
  await page.goto(at(`/budgets?q=${encodeURIComponent(name)}&f.status=is:archived`));
  await expect(page.getByRole('row', { name })).toContainText('Archived');
});

test('[COST-3] a form that contradicts itself says so beside the field, and keeps what was typed', async ({ page }) => {
  await page.goto(at('/budgets/new'));
  await page.getByLabel('Name').fill('Contradiction');
  await page.getByRole('button', { name: 'Create budget' }).click();
  await expect(page.getByLabel('For', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('For', { exact: true }).selectOption('tag');
  await page.getByLabel('Tag').fill('no-equals-sign');
  await page.getByRole('textbox', { name: /^Limit/ }).fill('20');
  await page.getByRole('button', { name: 'Create budget' }).click();
  await expect(page.getByText('Write a tag as name=value')).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('Contradiction');
});

test('[COST-3] the budgets of a team stand on its page', async ({ page }) => {
  await page.goto(at('/teams'));
  await page.getByRole('link', { name: 'Mobile' }).first().click();
  await page.getByRole('link', { name: 'Budgets' }).last().click();
  await expect(page.getByText(/No budget limits this team|Browser budget/).first()).toBeVisible();
});
