import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[CMP-1] [CMP-2] an audit is run, a control shows its evidence, a finding is assigned, and the report downloads', async ({ page }) => {
  await page.goto(at('/compliance'));
  await page.getByRole('button', { name: 'Run audit' }).click();
  await expect(page.getByText(/^The audit is done: \d+ of 100\.$/)).toBeVisible({ timeout: 30_000 });
  await page.goto(at('/compliance/soc-2?open=CC6.1'));
  await expect(page.getByRole('heading', { level: 1, name: 'SOC 2' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Administrators have a second factor' })).toBeVisible();
  await page.goto(at('/compliance/soc-2?open=CC1.1'));
  const panel = page.locator('[data-side-panel]');
  await panel.getByRole('button', { name: 'Attest…' }).click();
  await page.getByLabel('What is so').fill('Everybody signed the code of conduct.');
  await page.getByRole('button', { name: 'Attest', exact: true }).click();
  await expect(panel.getByText('Everybody signed the code of conduct.').first()).toBeVisible();
  await page.goto(at('/compliance/findings'));
  await page.getByRole('link', { name: 'Access was reviewed in the last 90 days' }).first().click();
  await page.getByRole('button', { name: 'Assign…' }).click();
  await page.getByLabel('Owner').click();
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(panel.getByText(/^Owner set by /).first()).toBeVisible();
  await page.goto(at('/compliance/audits'));
  await page.getByRole('row').nth(1).click();
  const link = page.getByRole('link', { name: 'PDF' });
  await expect(link).toBeVisible();
  const answer = await page.request.get(at((await link.getAttribute('href')) ?? ''));
  expect(answer.headers()['content-type']).toBe('application/pdf');
});

test('[CMP-1] a framework of one’s own is written, its control attested and taken back, and archived', async ({ page }) => {
  const name = `House rules ${Date.now()}`;
  await page.goto(at('/compliance/new'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Control 1, number').fill('H1');
  await page.getByLabel('Control 1, what it asks for').fill('Keys are young');
  await page.getByRole('button', { name: 'Create framework' }).click();
  await expect(page.getByText('It needs a check, or a reason why a person vouches for it.').first()).toBeVisible();
  const checks = page.getByRole('combobox', { name: 'Control 1, checks' });
  await checks.fill('young');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Add control' }).click();
  await page.getByLabel('Control 2, number').fill('H2');
  await page.getByLabel('Control 2, what it asks for').fill('The works council was heard');
  await page.getByLabel('Control 2, why a person').fill('The council keeps the minutes.');
  await page.getByRole('button', { name: 'Create framework' }).click();
  await page.waitForURL(/\/compliance\/cfw_/);
  await page.getByRole('link', { name: 'H2' }).first().click();
  const panel = page.locator('[data-side-panel]');
  await panel.getByRole('button', { name: 'Attest…' }).click();
  await page.getByLabel('What is so').fill(`Heard in spring, says ${name}.`);
  await page.getByRole('button', { name: 'Attest', exact: true }).click();
  await expect(panel.getByText(`Heard in spring, says ${name}.`)).toBeVisible();

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Control 1, what it asks for').fill('Keys are less than a quarter old');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Keys are less than a quarter old').first()).toBeVisible();

  await page.goto(at('/compliance/attestations'));
  await page
    .getByRole('link', { name: `${name} H2` })
    .first()
    .click();
  await panel.getByRole('button', { name: 'Take back…' }).click();
  await page.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(panel.getByText('Taken back', { exact: true }).first()).toBeVisible();
  await panel.getByRole('link', { name: 'Open the control' }).click();
  await page.getByRole('button', { name: 'Archive…' }).click();
  await page.getByRole('button', { name: 'Archive framework' }).click();
  await page.waitForURL(/\/compliance$/);
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});
