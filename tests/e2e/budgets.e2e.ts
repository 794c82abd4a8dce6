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

/** One call through the gateway, as an app makes it. */
const call = (key: string): Promise<Response> =>
  fetch(at('/api/v1/chat/completions'), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] }),
  });

test('[COST-3] a budget acts within 2 s, its refusal is told in the usage log, and raising it lets calls through', async ({ page }) => {
  const write = async (method: 'POST' | 'PATCH', path: string, data: object) => {
    const answer = await page.request.fetch(at(`/api/v1${path}`), { method, data, headers: { origin: browserRun().address } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  };
  const key = await write('POST', '/keys', { name: `Budget test ${Date.now()}`, kind: 'service' });
  await expect(async () => expect((await call(key.secret)).status).toBe(200)).toPass({ intervals: [50] });
  const budget = await write('POST', '/budgets', { name: `Budget of ${key.name}`, scope: 'key', key_id: key.id, limit_usd: '0' });
  const madeAt = Date.now();
  let refused = new Response();
  await expect(async () => {
    refused = await call(key.secret);
    expect(refused.status).toBe(402);
  }).toPass({ intervals: [50] });
  expect(Date.now() - madeAt).toBeLessThan(2500);
  expect(await refused.text()).toContain(budget.name);

  const requestId = refused.headers.get('x-tollgate-request-id') ?? '';
  // Calls are posted some tenths of a second after they were answered.
  await expect.poll(async () => (await page.request.get(at(`/api/v1/usage/${requestId}`))).status()).toBe(200);
  await page.goto(at(`/usage?open=${requestId}`));
  await expect(page.getByRole('complementary')).toContainText('A budget had too little left');
  await expect(page.locator(`[data-row="${requestId}"]`)).toContainText('Refused · budget');

  await write('PATCH', `/budgets/${budget.id}`, { limit_usd: '5' });
  await expect(async () => expect((await call(key.secret)).status).toBe(200)).toPass({ intervals: [50] });
  await write('POST', `/budgets/${budget.id}/archive`, {});
});
