import { browserRun } from '../support/browser-run.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A request to the API as a program makes it. */
async function ask(path: string, secret: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(at(path), init);
  return { status: answer.status, body: Object(await answer.json()) };
}

test('[IAM-4] [IAM-7] a token for the directory is made, used, seen in the log, and revoked', async ({ page }) => {
  const heard = complaintsOf(page);
  await page.goto(at('/settings/scim'));
  await expect(page.getByText('None yet: the directory cannot sign in')).toBeVisible();
  await page.getByRole('link', { name: 'Create SCIM token' }).first().click();
  await page.getByLabel('Name').fill('Browser directory');
  await page.getByRole('button', { name: 'Create token' }).click();
  const secret = await page.getByLabel('API token Browser directory').inputValue();
  expect(secret).toMatch(/^tgm_/);
  const userName = 'browser.person@example.com';
  expect((await ask('/api/v1/scim/v2/Users', secret, { userName })).status).toBe(201);
  expect(await ask('/api/v1/scim/v2/Users', secret, { userName })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  await page.goto(at('/settings/scim'));
  await expect(page.getByText('Browser directory (')).toBeVisible();
  await expect(page.getByText('Somebody in the organization has this userName or e-mail address.')).toBeVisible();
  await page.goto(at('/settings/tokens'));
  const row = page.getByRole('row', { name: /Browser directory/ });
  await expect(row).toContainText('scim.provision');
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await expect(row).toContainText('Revoked');
  expect((await ask('/api/v1/scim/v2/Users', secret)).status).toBe(401);
  expect(heard).toEqual([]);
});

test('[IAM-8] a client is made, fetches a token where the metadata says, and is disabled', async ({ page }) => {
  const heard = complaintsOf(page);
  await page.goto(at('/settings/clients/new'));
  await page.getByLabel('Name').fill('Browser client');
  await page.getByLabel('Role').fill('Power');
  await page.getByRole('option', { name: 'Power user' }).click();
  await page.getByRole('button', { name: 'Create client' }).click();
  const field = page.getByLabel(/Client secret of Browser client/);
  const secret = await field.inputValue();
  const id = /ocl_\w+/.exec((await page.getByText(/whose client id is/).textContent()) ?? '')?.[0] ?? '';
  const metadata = Object(await (await fetch(at('/.well-known/oauth-authorization-server'))).json());
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  const fetched = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  expect(fetched.status).toBe(200);
  const { access_token: token } = Object(await fetched.json());
  expect((await ask('/api/v1/users', token)).status).toBe(200);
  await page.goto(at('/settings/clients'));
  const row = page.getByRole('row', { name: /Browser client/ });
  await row.getByRole('button', { name: 'Disable…' }).click();
  await page.getByRole('button', { name: 'Disable client' }).click();
  await expect(row).toContainText('Disabled');
  expect((await ask('/api/v1/users', token)).status).toBe(401);
  expect(heard).toEqual([]);
});

test('[ANA-7] a token for a BI tool is made, shown once with what the tool asks for, and revoked', async ({ page }) => {
  const heard = complaintsOf(page);
  await page.goto(at('/settings/bi-tokens'));
  await page.getByRole('link', { name: 'Create BI token' }).first().click();
  await page.getByLabel('Name').fill('Browser Tableau');
  await page.getByRole('button', { name: 'Create BI token' }).click();
  const secret = await page.getByLabel('BI token Browser Tableau').inputValue();
  expect(secret).not.toBe('');
  const values = page.getByRole('region', { name: 'Connection values' });
  await expect(values).toContainText(`SET tollgate.bi = '${secret}';`);
  await expect(values).toContainText(/_bi/);
  await page.getByLabel('I stored it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /Browser Tableau/ });
  await expect(row).toContainText('Active');
  expect(await page.content()).not.toContain(secret);
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke BI token' }).click();
  await expect(row).toContainText('Revoked');
  await expect(row.getByRole('button', { name: 'Revoke…' })).toHaveCount(0);
  expect(heard).toEqual([]);
});
