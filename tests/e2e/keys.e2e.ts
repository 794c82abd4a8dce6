import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

const post = (path: string, key: string, body: object): Promise<Response> =>
  fetch(at(path), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const chat = (key: string) =>
  post('/api/v1/chat/completions', key, { model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] });

test('[IAM-7] a key with scopes and limits is made in one form, obeys them, and is stopped by a report of its text', async ({ page }) => {
  await page.goto(at('/keys/new'));
  await page.getByLabel('Name').fill('Scoped');
  await page.getByLabel('Kind').selectOption('service');
  await page.getByRole('combobox', { name: 'Endpoints' }).fill('Chat');
  await page.getByRole('option', { name: 'Chat completions (OpenAI)' }).click();
  await page.getByRole('textbox', { name: 'Tags' }).fill('app=browser-test');
  await page.getByRole('textbox', { name: 'From addresses' }).fill('10.1.2.3/8');
  await page.getByRole('textbox', { name: /^Budget/ }).fill('5');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Has bits set behind /8')).toBeVisible();
  await page.getByRole('button', { name: 'Remove 10.1.2.3/8' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  const secret = page.getByLabel(/Virtual key of/);
  await expect(secret).toHaveValue(/^tg_[0-9A-Za-z]{38}$/);
  const key = await secret.inputValue();
  expect((await chat(key)).status).toBe(200);
  const refused = await post('/api/v1/embeddings', key, { model: 'sandbox-embed', input: 'x' });
  expect([refused.status, (await refused.json()).error.code]).toEqual([403, 'endpoint_not_allowed']);
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  const panel = page.getByRole('complementary');
  await expect(panel).toContainText('Chat completions (OpenAI)');
  await expect(panel).toContainText('app=browser-test');
  await expect(panel.getByText('Budgets')).toBeVisible();

  await page.goto(at('/keys/leaks'));
  await page.getByLabel('What you found').fill(`export TOLLGATE_KEY=${key}`);
  await page.getByLabel('Where').fill('a public repository');
  await page.getByRole('button', { name: 'Report leak' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'disabled for good' })).toContainText('Scoped');
  const reportedAt = Date.now();
  await expect(async () => expect((await chat(key)).status).toBe(401)).toPass({ intervals: [50] });
  expect(Date.now() - reportedAt).toBeLessThan(2_500);
});

test('[IAM-7] all keys of a project are named, then disabled', async ({ page }) => {
  const request = page.request;
  const slug = `leaky-${Date.now()}`;
  const project = await (await request.post(at('/api/v1/projects'), { data: { name: slug, slug } })).json();
  const data = { name: `Key of ${slug}`, kind: 'project', project_id: project.id };
  const { secret } = await (await request.post(at('/api/v1/keys'), { data })).json();
  expect((await chat(secret)).status).toBe(200);
  await page.goto(at('/keys/leaks'));
  await page.getByLabel('Of a').selectOption('project');
  await page.getByRole('combobox', { name: 'Project' }).fill(slug);
  await page.getByRole('option', { name: slug }).click();
  await page.getByRole('button', { name: 'See which keys' }).click();
  await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toContainText(`Key of ${slug}`);
  await page.getByRole('button', { name: 'Disable key' }).click();
  await expect(page.getByText('1 key is disabled.')).toBeVisible();
  await expect(async () => expect((await chat(secret)).status).toBe(401)).toPass({ intervals: [50] });
});

test('[IAM-7] a rule for keys is set and taken back', async ({ page }) => {
  await page.goto(at('/keys/rules'));
  await page.getByLabel('For', { exact: true }).selectOption('kind');
  await page.getByLabel('Kind').selectOption('department');
  await page.getByLabel('Replace every').fill('45');
  await page.getByLabel('Then they stop').check();
  await page.getByRole('button', { name: 'Set rule' }).click();
  const rule = page.getByRole('listitem').filter({ hasText: 'Department keys' });
  await expect(rule).toContainText('Replaced every 45 days, reminded 14 days before. Overdue keys stop after 7 days.');
  await rule.getByRole('button', { name: 'Take back…' }).click();
  await page.getByRole('button', { name: 'Take rule back' }).click();
  await expect(rule).toHaveCount(0);
});

test('[ORG-11] a connection gets an owner, is lent, and is the organization’s again', async ({ page }) => {
  const name = `Pooled ${Date.now()}`;
  await page.request.post(at('/api/v1/connections'), { data: { name, provider: 'sandbox' } });
  await page.goto(at('/pools'));
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(card).toContainText('the organization’s, for everybody');
  const choose = async (label: string) => {
    await page.getByRole('dialog').getByRole('combobox', { name: label }).fill('Platform');
    await page.getByRole('option', { name: 'Platform' }).click();
  };
  await card.getByRole('button', { name: `Set the owner of ${name}` }).click();
  await choose('Team');
  await page.getByRole('button', { name: 'Set owner' }).click();
  await expect(card).toContainText('belongs to');
  await card.getByRole('button', { name: `Lend ${name}` }).click();
  await page.getByRole('dialog').getByLabel('Lend to').selectOption('department');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Department' }).fill('Research');
  await page.getByRole('option', { name: 'Research' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lend', exact: true }).click();
  await expect(card).toContainText('Lent to');
  await card.getByRole('button', { name: /End the loan/ }).click();
  await page.getByRole('button', { name: 'End loan' }).click();
  await expect(card).not.toContainText('Lent to');
  await card.getByRole('button', { name: `Set the owner of ${name}` }).click();
  await page.getByRole('dialog').getByLabel('Belongs to').selectOption('tenant');
  await page.getByRole('button', { name: 'Set owner' }).click();
  await expect(card).toContainText('the organization’s, for everybody');
});

test('[ORG-11] a key is lent, the borrower takes a secret and calls with it, and the loan is ended', async ({ page }) => {
  const name = `Lent ${Date.now()}`;
  await page.request.post(at('/api/v1/keys'), { data: { name, kind: 'service' } });
  await page.goto(at('/keys/loans/new'));
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).fill(option);
    await page.getByRole('option', { name: option }).click();
  };
  await choose('Key', name);
  await page.getByRole('button', { name: 'Lend', exact: true }).click();
  await expect(page.getByText('Choose one')).toBeVisible();
  await page.getByLabel('To', { exact: true }).selectOption('department');
  await choose('Department', 'Research');
  await page.getByLabel('For', { exact: true }).selectOption('30');
  await page.getByRole('button', { name: 'Lend', exact: true }).click();
  await page.waitForURL('**/keys/loans');
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(card).toContainText('Lent to Research · no secret taken yet · until');
  await card.getByRole('button', { name: `Take the secret of ${name}` }).click();
  await page.getByRole('button', { name: 'Take secret', exact: true }).click();
  const shown = page.getByLabel(`Virtual key ${name} for Research`);
  await expect(shown).toHaveValue(/^tg_[0-9A-Za-z]{38}$/);
  const secret = await shown.inputValue();
  expect((await chat(secret)).status).toBe(200);
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(card).toContainText(`secret tg_…${secret.slice(-4)}`);
  await card.getByRole('button', { name: `End the loan of ${name} to Research` }).click();
  await page.getByRole('button', { name: 'End loan' }).click();
  await expect(card).toHaveCount(0);
  const endedAt = Date.now();
  await expect(async () => expect((await chat(secret)).status).toBe(401)).toPass({ intervals: [50] });
  expect(Date.now() - endedAt).toBeLessThan(2_500);
});

test('[RATE-1] a tier is made, given to a key, and what has it says so', async ({ page }) => {
  const name = `Tier ${Date.now()}`;
  await page.goto(at('/rate-limits/tiers/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create tier' }).click();
  await expect(page.getByText('A tier has one limit at least')).toBeVisible();
  await page.getByLabel('Requests a minute').fill('300');
  await page.getByLabel('Cost a day').fill('12.50');
  await page.getByRole('button', { name: 'Create tier' }).click();
  await page.waitForURL('**/rate-limits');
  await expect(page.getByText('300 requests a minute; $12.50 a day')).toBeVisible();
  await page.goto(at('/rate-limits/new'));
  await page.getByLabel('Name').fill(`${name} for all`);
  await page.getByRole('combobox', { name: 'Tier' }).fill(name);
  await page.getByRole('option', { name }).click();
  await page.getByRole('button', { name: 'Create limit' }).click();
  await page.waitForURL('**/rate-limits');
  await expect(page.getByText(`${name} · used by 1`)).toBeVisible();
  await page.getByRole('button', { name: `Edit ${name}`, exact: true }).click();
  await page.getByRole('dialog').getByLabel('Requests a minute').fill('600');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('600 requests a minute; $12.50 a day')).toBeVisible();
});

test('[COST-7] how statements are made is set in a form', async ({ page }) => {
  await page.goto(at('/statements/settings'));
  await page.getByLabel('Payment terms').fill('21');
  await page.getByRole('textbox', { name: 'Recipients' }).fill('ap@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. The next statements are made so.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Payment terms')).toHaveValue('21');
  await expect(page.getByText('ap@example.com')).toBeVisible();
});
