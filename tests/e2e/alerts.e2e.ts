import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A receiver of webhooks, which keeps what it was signed with. */
async function receiver() {
  const signatures: string[] = [];
  const server = createServer((request, response) => {
    signatures.push(String(request.headers['webhook-signature']));
    request.resume().on('end', () => response.end('taken'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/hook`, signatures, close: () => server.close() };
}

async function choose(page: Page, name: string | RegExp, option: string): Promise<void> {
  await page.getByRole('combobox', { name }).fill(option);
  await page.getByRole('option', { name: option }).first().click();
}

test('[INT-4] a webhook is made, tested, changed, and signs with two secrets after its rotation', async ({ page }) => {
  const heard = complaintsOf(page);
  const { address, signatures, close } = await receiver();
  const name = `Desk ${Date.now()}`;
  await page.goto(at('/webhooks/new'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address').fill(address);
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: `Edit ${name}` }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('button', { name: `Send a test to ${name}` }).click();
  await expect.poll(() => signatures.length).toBe(1);
  expect(signatures[0]).toMatch(/^v1,\S+$/);

  await page.getByRole('button', { name: 'Rotate secret…' }).click();
  await page.getByRole('button', { name: 'Rotate secret', exact: true }).click();
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Old secret signs until')).toBeVisible();
  await page.getByRole('button', { name: 'Remove Everything' }).click();
  await choose(page, 'Hears by itself', 'Incident opened');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`${name} is saved. Send it a test.`)).toBeVisible();
  await page.getByRole('button', { name: `Send a test to ${name}` }).click();
  await expect.poll(() => signatures.length).toBe(2);
  expect(signatures[1]).toMatch(/^v1,\S+ v1,\S+$/);
  close();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await page.getByRole('button', { name: 'Delete channel' }).click();
  await page.waitForURL(/\/channels$/);
  expect(heard).toEqual([]);
});

test('[ALR-2] a rule with filters, escalation and an action is written, fires, and its alert is snoozed and resolved', async ({ page }) => {
  const heard = complaintsOf(page);
  const mark = Date.now();
  const request = page.request;
  const channel = { name: `Room ${mark}`, kind: 'email', settings: { recipients: ['room@example.com'] } };
  await request.post(at('/api/v1/channels'), { data: channel });
  const { id: keyId, secret } = await (await request.post(at('/api/v1/keys'), { data: { name: `Loop ${mark}` } })).json();
  const call = () =>
    fetch(at('/api/v1/chat/completions'), {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] }),
    });
  expect((await call()).status).toBe(200);

  await page.goto(at('/alert-rules/new'));
  await page.getByLabel('Name', { exact: true }).fill(`Loops ${mark}`);
  await page.getByLabel('What to do about it').fill('Ask whoever runs the batch.');
  await page.getByLabel('When', { exact: true }).fill('requests > 0');
  await choose(page, 'Virtual key', `Loop ${mark}`);
  await choose(page, /^Tell( optional)?$/, `Room ${mark}`);
  await page.getByRole('button', { name: 'Add escalation' }).click();
  await page.getByRole('button', { name: 'Create rule' }).click();
  await expect(page.getByText('It tells at least one channel.').first()).toBeVisible();
  await choose(page, 'Escalation 1, tells', `Room ${mark}`);
  await page.getByRole('button', { name: 'Add action' }).click();
  await choose(page, 'Action 1, key', `Loop ${mark}`);
  await page.getByRole('button', { name: 'Create rule' }).click();
  await page.waitForURL(/\/alert-rules\/alr_/);
  const ruleId = page.url().split('/').at(-1) ?? '';
  const rule = await (await request.get(at(`/api/v1/alert-rules/${ruleId}`))).json();
  expect(rule).toMatchObject({ filters: { key_id: keyId }, actions: [{ kind: 'disable_key', key_id: keyId }] });
  expect(rule.routing).toMatchObject({ all: [expect.stringMatching(/^chn_/)], escalations: [{ after_minutes: 15 }] });

  // Rules are looked at once a minute; here whoever waits asks for it.
  await expect(async () => {
    await request.post(at('/api/v1/jobs/runs'), { data: { job_id: 'evaluate-alert-rules' } });
    await expect.poll(async () => (await call()).status, { timeout: 3_000 }).toBe(401);
  }).toPass({ timeout: 75_000 });
  const { data } = await (await request.get(at(`/api/v1/alerts?rule_id=${ruleId}`))).json();
  await page.goto(at(`/alerts?open=${data[0].id}`));
  const panel = page.locator('[data-side-panel]');
  await expect(panel.getByText('Ask whoever runs the batch.').first()).toBeVisible();
  await expect(panel.getByText('Done by the rule')).toBeVisible();
  await panel.getByRole('button', { name: 'Snooze…' }).click();
  await page.getByLabel('For', { exact: true }).selectOption('240');
  await page.getByLabel('Note').fill('After lunch');
  await page.getByRole('button', { name: 'Snooze', exact: true }).click();
  await expect(panel.getByText('After lunch')).toBeVisible();
  await panel.getByRole('button', { name: 'Resolve…' }).click();
  await page.getByLabel('Note').fill('The loop is gone');
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(panel.getByText('The loop is gone')).toBeVisible();
  await request.delete(at(`/api/v1/alert-rules/${ruleId}`));
  expect(heard).toEqual([]);
});

test('[ALR-1] who is told of budgets and anomalies is set, and taken back', async ({ page }) => {
  const name = `Finance ${Date.now()}`;
  await page.request.post(at('/api/v1/channels'), { data: { name, kind: 'email', settings: { recipients: ['money@example.com'] } } });
  await page.goto(at('/alerts/settings'));
  const budgets = page.getByRole('group', { name: 'Budgets' });
  await budgets.getByRole('combobox', { name: 'Tell besides if critical' }).fill(name);
  await page.getByRole('option', { name }).click();
  await page.getByLabel('Sensitivity').selectOption('high');
  await page.getByLabel('Worth telling from').fill('12.50');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
  const read = async () => (await page.request.get(at('/api/v1/alerts/settings'))).json();
  expect(await read()).toMatchObject({ sensitivity: 'high', minimum_impact_usd: 12.5, budget_routing: { critical: [expect.any(String)] } });
  await page.reload();
  await budgets.getByRole('button', { name: `Remove ${name}` }).click();
  await page.getByLabel('Sensitivity').selectOption('medium');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(read).toMatchObject({ sensitivity: 'medium', budget_routing: { all: [], critical: [], escalations: [] } });
});
