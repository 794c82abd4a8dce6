import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[GOV-2] [GOV-4] what is found in a call is shown, taken out and kept, and read in a step of its own', async ({ page }) => {
  await page.goto(at('/data-classes'));
  await expect(page.getByRole('heading', { level: 1, name: 'Data classes' })).toBeVisible();
  await page.getByLabel('Text', { exact: true }).fill('Card 4111 1111 1111 1111 of ada@example.com');
  await page.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Credit card' })).toContainText('4111 1111 1111 1111');

  await page.goto(at('/data-classes/settings'));
  await page.getByLabel('Look at', { exact: true }).selectOption({ label: 'Requests' });
  await page.getByLabel('Financial data', { exact: true }).selectOption({ label: 'Send a token in its place' });
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('The settings are saved.', { exact: false })).toBeVisible();

  await page.goto(at('/data-classes/content'));
  await page.getByLabel('Of a call keep').selectOption({ label: 'Prompt and answer as they were' });
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('The settings are saved.', { exact: false })).toBeVisible();

  const { demoKey: key } = browserRun();
  let id = '';
  // The processes of the gateway know of it within two seconds.
  await expect(async () => {
    const answer = await page.request.post(at('/api/v1/chat/completions'), {
      headers: { authorization: `Bearer ${key}` },
      data: { model: 'sandbox-small', messages: [{ role: 'user', content: 'Card 4111 1111 1111 1111 is mine' }] },
    });
    expect(answer.status()).toBe(200);
    id = answer.headers()['x-tollgate-request-id'] ?? '';
    await page.goto(at(`/usage?open=${id}`));
    await expect(page.getByText('Request: Credit card × 1')).toBeVisible({ timeout: 3_000 });
    await page.getByRole('button', { name: 'Reveal' }).click();
    await expect(page.getByRole('region', { name: 'Content' }).getByRole('treeitem', { name: /^messages/ })).toBeVisible({
      timeout: 3_000,
    });
  }).toPass({ timeout: 30_000 });

  // The others share this organization.
  for (const [path, label] of [
    ['/data-classes/settings', 'Look at'],
    ['/data-classes/content', 'Of a call keep'],
  ] as const) {
    await page.goto(at(path));
    await page.getByLabel(label, { exact: true }).selectOption({ label: 'Nothing' });
    await page.getByRole('button', { name: 'Save settings' }).click();
    await expect(page.getByText('The settings are saved.', { exact: false })).toBeVisible();
  }
  await page.goto(at('/audit-logs'));
  await expect(page.getByText('call_content.get').first()).toBeVisible();
});
