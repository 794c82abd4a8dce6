import { browserRun } from '../support/browser-run.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** The status of a call that its caller says to be public: no other test makes such calls. */
async function callPublic(): Promise<number> {
  const answer = await fetch(at('/api/v1/chat/completions'), {
    method: 'POST',
    headers: { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json', 'x-tollgate-data-class': 'public' },
    body: JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('[GOV-1] [GOV-3] what a class of data asks for is set by page, acts on calls, is inherited by name and taken back', async ({
  page,
}) => {
  const heard = complaintsOf(page);
  await page.goto(at('/organization'));
  await page.getByRole('link', { name: 'Governance', exact: true }).click();
  await page.waitForURL('**/organization/governance/tenant');
  expect(await callPublic()).toBe(200);
  const publicData = page.getByRole('group', { name: 'Public data' });
  await publicData.getByRole('combobox', { name: 'Regions of connections' }).fill('Japan');
  await page.getByRole('option', { name: 'Japan' }).click();
  await page.getByRole('button', { name: 'Save governance' }).click();
  await expect(page.getByText('One policy carries it out.', { exact: false })).toBeVisible();
  const held = page.getByRole('region', { name: 'What holds here' });
  await expect(held.getByRole('row').filter({ hasText: 'Reaches connections in jp alone' })).toContainText('Set here');
  await expect(held.getByRole('link', { name: /public data stays in jp/ })).toBeVisible();
  await expect.poll(callPublic, { timeout: 10_000 }).toBe(403);

  const { data } = await (await page.request.get(at('/api/v1/teams?limit=1'))).json();
  await page.goto(at(`/teams/${data[0].id}`));
  await page.getByRole('navigation', { name: 'Team', exact: true }).getByRole('link', { name: 'Governance' }).click();
  await page.waitForURL('**/organization/governance/team_*');
  const inherited = page.getByRole('row').filter({ hasText: 'Reaches connections in jp alone' });
  await expect(inherited).not.toContainText('Set here');
  await expect(
    page.getByText(/^Only these are called; all where none is named\. From .+: reaches connections in jp alone\.$/),
  ).toBeVisible();
  // What cannot be carried out is refused at its field, and nothing is saved.
  await page.getByLabel('Domain of their addresses').fill('not a domain');
  await page.getByRole('button', { name: 'Save governance' }).click();
  await expect(page.getByText('Must be a domain such as example.com').first()).toBeVisible();
  await page.getByLabel('Domain of their addresses').fill('');

  await inherited.getByRole('link').click();
  await page.waitForURL('**/organization/governance/tenant');
  await page.getByRole('group', { name: 'Public data' }).getByRole('button', { name: 'Remove Japan' }).click();
  await page.getByRole('button', { name: 'Save governance' }).click();
  await expect(page.getByText('The governance of', { exact: false })).toBeVisible();
  await expect(page.getByText('Reaches connections in jp alone')).toHaveCount(0);
  await expect.poll(callPublic, { timeout: 10_000 }).toBe(200);
  expect(heard).toEqual([]);
});
