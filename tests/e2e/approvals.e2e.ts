import type { Browser, Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { expect, signIn, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** An operation as the signed-in person carries it out. */
async function call(page: Page, method: 'POST' | 'GET' | 'DELETE', path: string, data?: object): Promise<Record<string, string>> {
  const headers = { origin: browserRun().address };
  const answer = await page.request.fetch(at(`/api/v1${path}`), { method, headers, ...(data === undefined ? {} : { data }) });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

/** Somebody who may make no budget, signed in beside the administrator. */
async function withColleague(admin: Page, browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const email = `approvals-${Date.now()}@example.com`;
  const made = await call(admin, 'POST', '/users', { email, name: 'Colleague' });
  const page = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
  await signIn(page, email, made.temporary_password ?? '');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  const password = 'a rather long phrase of ours';
  await call(page, 'POST', '/users/me/password', { current_password: made.temporary_password, new_password: password });
  await work(page);
  await page.context().close();
}

test('[COST-6] a raise is asked for by one person and approved by another in the inbox, with what it changes', async ({
  page,
  browser,
}) => {
  const name = `Approval budget ${Date.now()}`;
  const budget = await call(page, 'POST', '/budgets', {
    name,
    scope: 'tenant',
    limit_usd: '1000000',
    period: 'monthly',
    enforcement: 'soft',
  });
  await withColleague(page, browser, async (colleague) => {
    await call(colleague, 'POST', '/approvals', { kind: 'budget_raise', budget_id: budget.id, limit_usd: '1200000', reason: 'A launch' });
    await colleague.goto(at('/approvals?tab=asked'));
    await expect(colleague.getByRole('row', { name: new RegExp(name) })).toContainText('Waiting');
  });
  await page.goto(at('/approvals'));
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Approvals/ })).toContainText(/\d/);
  await page.getByRole('link', { name: new RegExp(`Raise ${name}`) }).click();
  const panel = page.getByRole('complementary');
  await expect(panel).toContainText('A launch');
  await expect(panel).toContainText('Spent in this period');
  await panel.getByRole('button', { name: 'Approve…' }).click();
  await page.getByLabel('Comment').fill('Good luck');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText('Approved.').first()).toBeVisible();
  await page.goto(at(`/budgets/${budget.id}`));
  await expect(page.getByRole('meter', { name: `Budget ${name}` })).toHaveAttribute('aria-valuetext', /of \$1,200,000/);
});

test('[COST-6] a rule is made with its levels, switched off and removed', async ({ page }) => {
  const name = `Large calls ${Date.now()}`;
  await page.goto(at('/approvals/rules/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByRole('textbox', { name: /^Calls that can cost more than/ }).fill('900000');
  await page.getByRole('button', { name: 'Create rule' }).click();
  await page.waitForURL('**/approvals/rules');
  const card = page.locator('section', { has: page.getByRole('heading', { name }) });
  await expect(card).toContainText('team lead up to $500');
  await page.getByRole('button', { name: `Switch ${name} off…` }).click();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(card).toContainText('Off');
  await page.getByRole('button', { name: `Remove ${name}…` }).click();
  await page.getByRole('button', { name: 'Remove rule' }).click();
  await expect(card).toHaveCount(0);
});

test('a link that is nobody’s says so, and leads to the inbox', async ({ page }) => {
  await page.goto(at(`/approvals/decide/${'0'.repeat(64)}`));
  await expect(page.getByText('This link does not work for you')).toBeVisible();
  await page.getByRole('link', { name: 'Open the inbox' }).click();
  await page.waitForURL('**/approvals');
});
