import { browserRun } from '../support/browser-run.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

async function ask(content: string): Promise<{ status: number; code: string | undefined }> {
  const answer = await fetch(at('/api/v1/chat/completions'), {
    method: 'POST',
    headers: { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content }] }),
  });
  const body = await answer.json();
  return { status: answer.status, code: body.error?.code };
}

test('[GOV-5] a guardrail is made, tried while one types, put in force, seen under Violations and archived', async ({ page }) => {
  const heard = complaintsOf(page);
  const word = `Orion${Date.now()}`;
  await page.goto(at('/guardrails/new'));
  await page.getByLabel('Name', { exact: true }).fill(`No ${word}`);
  await page.getByLabel('Looks for').selectOption('terms');
  await page.getByRole('button', { name: 'Create guardrail' }).click();
  await page.waitForURL(/\/guardrails\/grd_/);
  const definition = { side: 'both', check: { type: 'terms', deny: [word] }, action: { type: 'block' } };
  await page.getByLabel('Definition').fill(JSON.stringify(definition));
  await page.getByLabel('Text', { exact: true }).fill('A harmless question');
  await expect(page.getByText('Nothing to object to.')).toBeVisible();
  await page.getByLabel('Text', { exact: true }).fill(`About ${word.toLowerCase()}`);
  await expect(page.getByText('Found a term on its list of what may not be said.')).toBeVisible();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('The draft is saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Put in force…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put in force' }).click();
  await expect(page.getByText('Active v1')).toBeVisible();
  await expect.poll(() => ask(`Tell me about ${word}`), { timeout: 10_000 }).toEqual({ status: 403, code: 'guardrail_blocked' });
  expect((await ask('Tell me about Paris')).status).toBe(200);
  await page.getByRole('link', { name: 'What it found' }).click();
  await page.waitForURL(/\/policies\/violations/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(`No ${word} (block): a term on its list`).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await page.goBack();
  await page.getByRole('navigation', { name: 'Guardrail', exact: true }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Archive guardrail…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive guardrail' }).click();
  await page.waitForURL(/\/guardrails$/);
  await expect.poll(() => ask(`Tell me about ${word}`), { timeout: 10_000 }).toEqual({ status: 200, code: undefined });
  expect(heard).toEqual([]);
});

test('[GOV-1] conditions of a policy are built in rows, whom it tells by name, and the trial follows', async ({ page }) => {
  const heard = complaintsOf(page);
  await page.goto(at('/policies/new'));
  await page.getByLabel('Name', { exact: true }).fill(`Built ${Date.now()}`);
  await page.getByRole('button', { name: 'Create policy' }).click();
  await page.waitForURL(/\/policies\/pol_/);
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByLabel('Condition 1: field').selectOption('input_tokens');
  await page.getByLabel('Condition 1: operator').selectOption('greater_than');
  await page.getByLabel('Condition 1: value').fill('1000');
  await expect(page.getByLabel('Definition')).toHaveValue(/"operator": "greater_than",\s+"value": 1000/);
  await expect(page.getByText('The call passes, and the policy is noted in its record.')).toBeVisible();
  await page.getByLabel('Condition 1: value').fill('5000');
  await expect(page.getByText('The policy is not about this call.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove condition 1' }).click();
  await expect(page.getByText('About every call', { exact: true })).toBeVisible();

  const room = `Room ${Date.now()}`;
  await page.request.post(at('/api/v1/channels'), { data: { name: room, kind: 'email', settings: { recipients: ['room@example.com'] } } });
  await page.reload();
  await page.getByRole('button', { name: 'Tell somebody' }).click();
  await expect(page.getByText('Name a channel or a person.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Channels' }).fill(room);
  await page.getByRole('option', { name: room }).click();
  await expect(page.getByLabel('Definition')).toHaveValue(/"type": "notify",\s+"parameters": \{\s+"channels": \[\s+"chn_/);
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText(`tells ${room}`)).toBeVisible();
  expect(heard).toEqual([]);
});
