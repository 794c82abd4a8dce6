import { emptyAdminEmail } from '#db/seed/demo-credentials.ts';
import { browserRun } from '../support/browser-run.ts';
import { expect, signIn, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[ORG-2] [ORG-3] the tree is walked by keys, shows what a place inherits, and a team is moved after seeing what that does', async ({
  page,
}) => {
  const mark = String(Date.now()).slice(-6);
  await page.goto(at('/organization/departments/new'));
  await page.getByRole('textbox', { name: 'Name' }).fill(`Above ${mark}`);
  await page.getByRole('button', { name: 'Add department' }).click();
  await page.waitForURL('**/organization?open=dep_**');
  await page.goto(at('/teams/new'));
  await page.getByRole('textbox', { name: 'Name' }).fill(`Movers ${mark}`);
  await page.getByRole('button', { name: 'Add team' }).click();
  await page.waitForURL('**/teams/team_**');

  await page.goto(at('/organization'));
  const tree = page.getByRole('tree', { name: 'Departments and teams' });
  const first = tree.locator('[aria-expanded]').first();
  // Tried again, because keys go nowhere until the page has come to life; where it has, the second only leads to the child.
  await expect(async () => {
    await first.press('ArrowRight');
    await expect(first).toHaveAttribute('aria-expanded', 'true', { timeout: 1_000 });
  }).toPass();
  await first.focus();
  await expect(tree.getByRole('treeitem', { level: 2 }).first()).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { level: 2 }).first()).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(first).toHaveAttribute('aria-expanded', 'false');

  await page.getByRole('searchbox', { name: 'Search departments and teams' }).fill(`movers ${mark}`);
  await tree.getByRole('treeitem', { name: new RegExp(`Movers ${mark}`) }).click();
  const panel = page.getByRole('complementary', { name: `Movers ${mark}` });
  await panel.getByRole('button', { name: 'Move…' }).click();
  const dialog = page.getByRole('dialog', { name: `Move Movers ${mark}` });
  await dialog.getByRole('combobox').fill(`Above ${mark}`);
  await dialog.getByRole('option', { name: new RegExp(`Above ${mark}`) }).click();
  await expect(dialog.getByText('Keys go on working.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(panel.getByText(new RegExp(`^Above ${mark}`))).toBeVisible();

  await panel.getByRole('link', { name: 'Edit settings' }).click();
  await page.getByRole('textbox', { name: /^Monthly limit/ }).fill('1.5k');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/organization?open=team_**');
  await expect(page.getByRole('complementary', { name: `Movers ${mark}` }).getByText('$1,500')).toBeVisible();
});

test('[ORG-3] a team says how careful it is and which tool hears of it, and the panel shows what that asks', async ({ page }) => {
  const mark = String(Date.now()).slice(-6);
  await page.goto(at('/teams/new'));
  await page.getByRole('textbox', { name: 'Name' }).fill(`Careful ${mark}`);
  await page.getByRole('button', { name: 'Add team' }).click();
  await page.waitForURL('**/teams/team_**');
  const id = page.url().split('/').at(-1) ?? '';
  await page.goto(at(`/organization/settings/${id}`));
  await page.getByLabel('Security level').selectOption('elevated');
  await page.getByRole('button', { name: 'Add tool' }).click();
  await page.getByRole('textbox', { name: 'Tool 1, name' }).fill(`#room-${mark}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/organization?open=team_**');
  const panel = page.getByRole('complementary', { name: `Careful ${mark}` });
  await expect(panel.getByText('new keys end within 365 days')).toBeVisible();
  await expect(panel.getByText(`#room-${mark}`)).toBeVisible();
});

test('[ORG-2] a file is shown before it is imported, with the lines that are wrong', async ({ page }) => {
  const mark = String(Date.now()).slice(-6);
  await page.goto(at('/organization/import'));
  const file = (content: string) => ({ name: 'departments.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.getByLabel('CSV file').setInputFiles(file(`name,parent\nOne ${mark},Nowhere ${mark}\n`));
  await page.getByRole('button', { name: 'Show what it changes' }).click();
  await expect(page.getByText('Line 2, parent: Neither the file nor the organization has it')).toBeVisible();
  await page.getByLabel('CSV file').setInputFiles(file(`name,parent\nTwo ${mark},One ${mark}\nOne ${mark},\n`));
  await page.getByRole('button', { name: 'Show what it changes' }).click();
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByText(/^Done: of 2 rows 2 were new/)).toBeVisible();
});

test('[ORG-8] an invited person opens the link, joins with a password of their own, and is in', async ({ page, browser }) => {
  const email = `invited-${Date.now()}@example.com`;
  await page.goto(at('/users/invitations/new'));
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada Invited');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const link = await page.getByRole('textbox', { name: new RegExp(`Link for ${email}`) }).inputValue();
  const theirs = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const guest = await theirs.newPage();
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1 })).toContainText('Join');
  await guest.getByLabel('New password').fill('correct horse battery staple');
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.waitForURL(/\/(overview|usage|keys)/);
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1 })).toContainText('does not work');
  await theirs.close();
  await page.goto(at('/users/invitations?f.state=is:accepted'));
  await expect(page.getByText(email)).toBeVisible();
});

test('[ORG-8] the set-up says what is done and what is missing, and a step is verified', async ({ page }) => {
  await page.goto(at('/onboarding'));
  const step = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
  await expect(step('First call').getByText('A call with a key was answered and metered.')).toBeVisible();
  const api = (path: string, data: object = {}) => page.request.post(at(`/api/v1${path}`), { data });
  const settings = { recipients: ['room@example.com'] };
  const room = await (await api('/channels', { name: `Room ${Date.now()}`, kind: 'email', settings, events: ['alert.*'] })).json();
  await api(`/channels/${room.id}/test`);
  await page.reload();
  await expect(step('Alerts').getByText(/is told of alerts, and has taken a message\.$/)).toBeVisible();
  await page.request.delete(at(`/api/v1/channels/${room.id}`));
  await step('Departments and teams').getByRole('button', { name: 'Verify' }).click();
  await expect(step('Departments and teams').getByText(/^verified/)).toBeVisible();
});

test('[ORG-8] an empty organization connects a provider, makes its first key and its first call', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await signIn(page, emptyAdminEmail, browserRun().adminPassword);
  await page.waitForURL('**/overview');
  await expect(page.getByText(/^Set-up: \d+ of \d+ steps are done/)).toBeVisible();
  const api = (path: string, data: object = {}) => page.request.post(at(`/api/v1${path}`), { data });
  const connection = await (await api('/connections', { name: `Play ${Date.now()}`, provider: 'sandbox' })).json();
  expect((await api(`/connections/${connection.id}/test`)).ok()).toBe(true);
  await page.goto(at('/onboarding'));
  const step = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(step('Provider connection').getByText(/answered its test/)).toBeVisible();
  // The gateway follows a new connection within two seconds.
  await page.waitForTimeout(2_500);
  await step('First call').getByRole('button', { name: 'Create key and call' }).click();
  await expect(step('First call').getByText(/sandbox-small answered/)).toBeVisible({ timeout: 20_000 });
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(step('First call').getByText('A call with a key was answered and metered.')).toBeVisible();
  await context.close();
});
