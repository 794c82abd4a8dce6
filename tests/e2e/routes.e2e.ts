import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A call to a name, as an app makes it; who served it and by which version. */
async function call(model: string): Promise<{ status: number; target: string | null; route: string | null }> {
  const answer = await fetch(at('/api/v1/chat/completions'), {
    method: 'POST',
    headers: { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await answer.arrayBuffer();
  return { status: answer.status, target: answer.headers.get('x-tollgate-target'), route: answer.headers.get('x-tollgate-route') };
}

const row = (page: Page, place: string) => page.locator(`[data-member="${place}"]`);
const models = (page: Page) => page.getByLabel('Model', { exact: true });
const valuesOf = async (page: Page): Promise<string[]> => Promise.all((await models(page).all()).map((input) => input.inputValue()));

async function publish(page: Page, why: string): Promise<void> {
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByLabel('Why').fill(why);
  await page.getByRole('button', { name: /^Publish v\d+$/ }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

async function findings(page: Page): Promise<string[]> {
  await page.waitForTimeout(250);
  return axeFindings(page);
}

test('[GW-4] a route is made, edited by key, simulated, published and rolled back, and calls follow within 2 s', async ({ page }) => {
  const heard = complaintsOf(page);
  const name = `browser-${Date.now()}`;
  await page.goto(at('/routes/new'));
  await page.getByLabel('Name').fill(name);
  await page.getByRole('combobox', { name: 'First target' }).fill('sandbox-small');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Create route' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await publish(page, 'First');
  await expect(async () =>
    expect(await call(name)).toMatchObject({ status: 200, target: expect.stringContaining('sandbox-small') }),
  ).toPass({ timeout: 2_500 });

  await page.getByRole('button', { name: 'Add target' }).click();
  await row(page, '1').getByLabel('Model', { exact: true }).fill('sandbox-large');
  // Alt ↑ anywhere in the row moves it, and the focus goes along.
  await row(page, '1').getByLabel('Model', { exact: true }).press('Alt+ArrowUp');
  expect(await valuesOf(page)).toEqual(['sandbox-large', 'sandbox-small']);
  await expect(row(page, '0').getByLabel('Model', { exact: true })).toBeFocused();
  await row(page, '0')
    .getByRole('button', { name: /^Move down/ })
    .click();
  expect(await valuesOf(page)).toEqual(['sandbox-small', 'sandbox-large']);
  await row(page, '1').locator('[draggable]').dragTo(row(page, '0').locator('[draggable]'));
  expect(await valuesOf(page)).toEqual(['sandbox-large', 'sandbox-small']);
  await row(page, '0').getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Limit its time' }).click();
  await row(page, '0')
    .getByLabel(/^First token/)
    .fill('20');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('Draft waits', { exact: true })).toBeVisible();
  expect((await call(name)).target).toContain('sandbox-small');

  await page.getByRole('button', { name: 'Simulate' }).click();
  await expect(page.getByRole('region', { name: 'Simulate' }).getByRole('listitem').first()).toContainText(
    /sandbox-large.*first token within 20 s/,
  );
  expect(await findings(page)).toEqual([]);
  await publish(page, 'Large first');
  await expect(async () =>
    expect(await call(name)).toMatchObject({
      route: expect.stringContaining('version=2'),
      target: expect.stringContaining('sandbox-large'),
    }),
  ).toPass({ timeout: 2_500 });

  await page.getByRole('link', { name: /^Versions/ }).click();
  await expect(page.getByText('Large first')).toBeVisible();
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText('sandbox-large');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Roll back…' }).click();
  await page.getByRole('button', { name: 'Put v1 in force' }).click();
  await expect(page.getByText('Apps write')).toContainText('version 1');
  await expect(async () => expect((await call(name)).route).toContain('version=1')).toPass({ timeout: 2_500 });
  expect(heard).toEqual([]);
});

test('[GW-4] the editor nests, weighs and says what is wrong beside the field', async ({ page }) => {
  const name = `nested-${Date.now()}`;
  const member = { kind: 'target', model: 'sandbox-small' };
  const made = await page.request.post(at('/api/v1/routes'), {
    data: { name, draft: { strategy: 'fallback', members: [member, member] } },
  });
  const { id } = await made.json();
  await page.goto(at(`/routes/${id}`));
  await row(page, '0').getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Put into a group' }).click();
  const group = row(page, '0').getByRole('region', { name: 'Group' });
  await group.getByLabel('Strategy').selectOption('weighted');
  await group.getByRole('button', { name: 'Add target' }).click();
  await row(page, '0.1').getByLabel('Model', { exact: true }).fill('nobody-serves-this');
  await row(page, '0.0').getByLabel('Weight').fill('7');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(row(page, '0.1')).toContainText('No active connection serves');
  await row(page, '0.1').getByLabel('Model', { exact: true }).fill('sandbox-large');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('The draft is saved')).toBeVisible();
  const saved = await (await page.request.get(at(`/api/v1/routes/${id}`))).json();
  expect(saved.draft.members[0]).toMatchObject({
    kind: 'group',
    strategy: 'weighted',
    members: [{ weight: 7 }, { weight: 1, model: 'sandbox-large' }],
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findings(page)).toEqual([]);
  }
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
});

test('[GW-5] gateway health shows a target that does not answer, and calls carry their route into the usage log', async ({ page }) => {
  const name = `health-${Date.now()}`;
  const draft = {
    strategy: 'fallback',
    members: [
      { kind: 'target', model: 'sandbox-error-503' },
      { kind: 'target', model: 'sandbox-small' },
    ],
  };
  const { id } = await (await page.request.post(at('/api/v1/routes'), { data: { name, draft } })).json();
  await page.request.post(at(`/api/v1/routes/${id}/publish`), { data: {} });
  await expect(async () => expect((await call(name)).status).toBe(200)).toPass({ timeout: 2_500 });
  for (let count = 0; count < 4; count += 1)
    expect(await call(name)).toMatchObject({ status: 200, target: expect.stringContaining('sandbox-small') });
  await page.goto(at('/gateway-health'));
  const broken = page.getByRole('row', { name: /sandbox-error-503 on Sandbox/ });
  await expect(broken).toContainText(/Circuit open|Probing|Failing/);
  // The route leads to two models of the connection, and stands there once with both.
  const { data } = await (await page.request.get(at('/api/v1/connections'))).json();
  const sandbox = data.find((connection: { provider: string }) => connection.provider === 'sandbox');
  await page.goto(at(`/connections?open=${sandbox.id}`));
  const place = page.getByRole('complementary').getByRole('listitem').filter({ hasText: name });
  await expect(place).toHaveCount(1);
  await expect(place).toContainText('sandbox-error-503');
  await expect(place).toContainText('sandbox-small');
  await page.goto(at(`/usage?f.route=is:${id}`));
  await expect(page.locator('[data-row]').first()).toContainText('sandbox-small');
  await page.locator('[data-row] a').first().click();
  await expect(page.getByRole('complementary')).toContainText(name);
});

test('[DX-3] gateway health follows calls by itself', async ({ page }) => {
  await page.goto(at('/gateway-health'));
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const row = page.getByRole('row', { name: /sandbox-large on Sandbox/ });
  const before = (await row.count()) === 0 ? '' : await row.textContent();
  expect((await call('sandbox-large')).status).toBe(200);
  await expect(row).toBeVisible({ timeout: 10_000 });
  await expect(async () => expect(await row.textContent()).not.toBe(before)).toPass({ intervals: [100], timeout: 10_000 });
});
