import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { fromPublicId, newUuid } from '#lib/core/ids.ts';
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

test('[ORG-11] a team lends of its budget, sees what became of it, and takes it back', async ({ page }) => {
  const stamp = Date.now();
  const { data: teams } = Object(await (await page.request.get(at('/api/v1/teams?limit=200'))).json());
  const idOf = (name: string): string => teams.find((team: { name: string }) => team.name === name)?.id ?? '';
  // Quarters of a fiscal year that nobody else counts in, so that the borrower's budget is the only one.
  const calendar = { period: 'quarterly', time_zone: 'UTC', fiscal_month: 2, fiscal_day: 17 };
  for (const team of ['Platform', 'Mobile']) {
    const data = { name: `${team} ${stamp}`, scope: 'team', team_id: idOf(team), limit_usd: '1000000', ...calendar };
    expect((await page.request.post(at('/api/v1/budgets'), { data })).status()).toBe(201);
  }
  await page.goto(at('/budgets/loans/new'));
  await page.getByRole('combobox', { name: 'From the budget' }).fill(`Platform ${stamp}`);
  await page.getByRole('option', { name: `Platform ${stamp}` }).click();
  await page.getByRole('combobox', { name: 'Team' }).fill('Mobile');
  await page.getByRole('option', { name: 'Mobile' }).click();
  await page.getByRole('textbox', { name: /^Amount/ }).fill('9000000');
  await page.getByRole('button', { name: 'Lend', exact: true }).click();
  await expect(page.getByText(/that is neither spent nor reserved/).first()).toBeVisible();
  await page.getByRole('textbox', { name: /^Amount/ }).fill('250');
  await page.getByRole('textbox', { name: /^Note/ }).fill(`Launch ${stamp}`);
  await page.getByRole('button', { name: 'Lend', exact: true }).click();
  await page.waitForURL('**/budgets/loans');
  const row = page.getByRole('row', { name: new RegExp(`Launch ${stamp}`) });
  await expect(row).toContainText('Platform to Mobile');
  await expect(row).toContainText('$250');
  await row.getByRole('button', { name: 'Take back from Mobile' }).click();
  await page.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(row).toContainText('Taken back');
});

/** A process was granted two dollars of the budget and fell silent. */
async function fallSilent(publicBudgetId: string): Promise<void> {
  const address = parseDatabaseUrl(browserRun().databaseUrl);
  const sql = openClient(address, address, { max: 1, prepare: false });
  const [budgetId, leaseId] = [fromPublicId('budget', publicBudgetId) ?? '', newUuid()];
  await sql`SELECT g.outcome FROM budget AS b, LATERAL (SELECT date_trunc('month', now(), b.time_zone) AS starts) AS m,
    LATERAL grant_lease(b.tenant_id, b.id, m.starts, date_trunc('month', m.starts + interval '40 days', b.time_zone), ${leaseId}, ${newUuid()},
      0, 2000000000, 2000000000) AS g WHERE b.id = ${budgetId}`;
  await sql`UPDATE lease SET state = 'in_doubt', seen_at = now() - interval '1 minute' WHERE id = ${leaseId}`;
  await sql.end();
}

test('[COST-4] money of a process that fell silent is shown, and settled by who knows what became of it', async ({ page }) => {
  await page.goto(at('/budgets/new'));
  await page.getByLabel('Name').fill(`Silent ${Date.now()}`);
  await page.getByLabel('For', { exact: true }).selectOption('tenant');
  await page.getByRole('textbox', { name: /^Limit/ }).fill('100000');
  await page.getByRole('button', { name: 'Create budget' }).click();
  await page.waitForURL('**/budgets/bud_*');
  await fallSilent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await page.reload();
  const silent = page.getByRole('region', { name: 'Held by silent processes' });
  await expect(silent.getByRole('row', { name: /In doubt/ })).toContainText('$2.00');
  await silent.getByRole('button', { name: 'Settle…' }).click();
  await page.getByRole('textbox', { name: 'How you know' }).fill('The host was shut down');
  await page.getByRole('button', { name: 'Settle', exact: true }).click();
  await expect(page.getByText('$2.00 is settled.')).toBeVisible();
  await expect(silent).toBeHidden();
});
