import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** Chooses an option of a combobox by its name. */
async function choose(page: Page, label: string | RegExp, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(option);
  await page
    .getByRole('option', { name: new RegExp(option) })
    .first()
    .click();
}

test('[IAM-1] [ORG-7] a role is made from another, a group grants it to a person, and the explorer says why they may', async ({ page }) => {
  const mark = String(Date.now()).slice(-7);
  await page.goto(at('/roles/new'));
  await page.getByRole('textbox', { name: 'Title' }).fill(`Keeper ${mark}`);
  await page.getByRole('textbox', { name: 'Name in rules' }).fill(`keeper_${mark}`);
  await choose(page, 'Inherits from', 'Power user');
  await expect(page.getByRole('checkbox', { name: /Call models with an own key/ })).toBeChecked();
  await page.getByRole('checkbox', { name: 'All of Limits, also what is added later' }).check();
  await page.getByRole('checkbox', { name: /See the audit trail/ }).check();
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.waitForURL('**/roles?open=role_**');
  const panel = page.getByRole('complementary').filter({ hasText: `Keeper ${mark}` });
  await expect(panel).toContainText('Power user');
  await expect(panel).toContainText('Create, change and delete rate limits and tiers');

  await page.goto(at('/groups/new'));
  await page.getByRole('textbox', { name: 'Name' }).fill(`Keepers ${mark}`);
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.waitForURL('**/groups/grp_**');
  await page.getByRole('button', { name: 'Add person…' }).click();
  const person = 'Amara Diallo';
  await choose(page, 'Person', person);
  await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click();
  await expect(page.getByRole('row', { name: new RegExp(person) })).toBeVisible();

  await page
    .getByRole('link', { name: /^Roles/ })
    .last()
    .click();
  await page.waitForURL('**tab=roles**');
  await page.getByRole('button', { name: 'Grant role…' }).click();
  await choose(page, 'Role', `Keeper ${mark}`);
  await page.getByLabel('On', { exact: true }).selectOption({ label: 'A team, with the teams in it' });
  await choose(page, 'Team', 'Mobile');
  await page.getByRole('dialog').getByRole('button', { name: 'Grant role' }).click();
  await expect(page.getByRole('row', { name: new RegExp(`Keeper ${mark} Mobile`) })).toBeVisible();

  await page.goto(at('/access'));
  await choose(page, 'Person', person);
  await page.waitForURL('**user=usr_**');
  await choose(page, /^On$/, 'Mobile');
  await page.waitForURL('**on=team_id**');
  const audit = page.getByRole('row', { name: /audit\.read/ });
  await expect(audit).toContainText('Allowed');
  await expect(audit).toContainText(`Keeper ${mark} (audit.read) on Mobile, by the group Keepers ${mark}`);
  await expect(page.getByRole('row', { name: /limits\.write/ })).toContainText('limits.*');

  // Whoever asks under the older spelling gets the same.
  const [older, newer] = await Promise.all(
    ['/api/rbac/roles?limit=200', '/api/v1/roles?limit=200'].map((path) => page.request.get(at(path))),
  );
  expect(older?.status()).toBe(200);
  expect(await older?.json()).toEqual(await newer?.json());
});

test('[IAM-1] two roles are compared side by side, and what cannot be changed says so', async ({ page }) => {
  await page.goto(at('/roles/compare'));
  await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Auditor' });
  await page.waitForURL('**a=role_**');
  await page.getByLabel('Compared with').selectOption({ label: 'Finance' });
  await expect(page.getByRole('row', { name: /ledger\.adjust/ })).toContainText('Differs');
  await expect(page.getByRole('row', { name: /ledger\.read/ })).not.toContainText('Differs');
  await page.goto(at('/roles'));
  await page.getByRole('link', { name: 'Tenant admin' }).click();
  await expect(page.getByText('Everything, also what is added later.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Copy' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit' })).toHaveCount(0);
});
