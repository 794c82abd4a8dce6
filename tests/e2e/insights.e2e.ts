import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A call by the demo's key; answers its id once the log knows it. */
async function callOnce(): Promise<string> {
  const headers = { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json', 'x-tollgate-task': 'code_review' };
  const body = JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] });
  const answer = await fetch(at('/api/v1/chat/completions'), { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return answer.headers.get('x-tollgate-request-id') ?? '';
}

test('[ANA-4] a thumb on a call goes from its panel into the list, and an app’s by its key', async ({ page }) => {
  const id = await callOnce();
  await expect(async () => {
    await page.goto(at(`/usage?open=${id}`));
    await expect(page.getByRole('link', { name: 'Say what the answer was worth' })).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 15_000 });
  await page.getByRole('link', { name: 'Say what the answer was worth' }).click();
  await expect(page.getByLabel('Request')).toHaveValue(id);
  await page.getByLabel('The answer was worth a').selectOption('down');
  await page.getByLabel(/^Comment/).fill('Left out the tests');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByRole('table', { name: 'Feedback' })).toContainText('Left out the tests');
  const given = await fetch(at('/api/v1/feedback'), {
    method: 'POST',
    headers: { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ request_id: id, rating: 'up' }),
  });
  expect([given.status, (await given.json()).author]).toEqual([200, 'key']);
  await page.goto(at('/analytics/feedback?f.rating=is:up'));
  await expect(page.getByRole('table', { name: 'Feedback' })).toContainText('An app');
});

test('[ANA-1] [ANA-3] the overview says what calls are for, and models are judged with their reasons', async ({ page }) => {
  await callOnce();
  await expect(async () => {
    await page.goto(at('/overview'));
    await expect(page.getByRole('table', { name: 'Tasks' })).toContainText('code_review', { timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByRole('table', { name: 'Kind of work' })).toContainText('Code');
  await expect(page.getByRole('table', { name: 'Requests by weekday and hour' })).toBeVisible();
  await page.goto(at('/analytics/models'));
  await expect(page.getByRole('table', { name: 'Models' })).toContainText('sandbox-small');
  await page.getByText('How models are judged').click();
  await expect(page.getByText('Replace: quality below 80')).toBeVisible();
  await page.goto(at('/analytics/people'));
  await page.getByText('How the efficiency score comes about').click();
  await expect(page.getByText('0.6 × success')).toBeVisible();
});

test('[ANA-4] a survey is asked, answered once, and told nothing of below five answers', async ({ page }) => {
  const title = `Assistants ${Date.now()}`;
  await page.goto(at('/analytics/surveys'));
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Questions').fill('How content are you?\nHow often do they help?');
  await page.getByRole('button', { name: 'Start survey' }).click();
  const card = page.getByRole('region').or(page.locator('section')).filter({ hasText: title });
  await card.getByLabel('How content are you?').first().selectOption('4');
  await card.getByRole('button', { name: 'Send answers' }).first().click();
  await expect(page.getByText('You have answered. Nobody can see which answers are yours.').first()).toBeVisible();
  await expect(page.getByText('Answers so far: 1.').first()).toBeVisible();
});

test('[ANA-5] value is shown by the organization’s own inputs', async ({ page }) => {
  await page.goto(at('/analytics/value'));
  await page.getByLabel('An hour of a person').fill('80');
  await page.getByLabel('Hours one person saves').fill('4');
  await page.getByRole('button', { name: 'Save inputs' }).click();
  const strip = page.getByRole('region', { name: 'Return on investment' });
  await expect(strip).toContainText('Savings');
  await expect(strip).toContainText('%');
  await page.getByText('Set targets').click();
  await page.getByLabel('Success, at least').fill('99');
  await page.getByRole('button', { name: 'Save targets' }).click();
  await expect(page.getByRole('table', { name: 'Targets' })).toContainText('at least 99');
});
