import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { fromPublicId, newUuid } from '#lib/core/ids.ts';
import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A key as it is after three months without a call, and what the nightly look finds of it. */
async function forget(keyId: string, title: string): Promise<void> {
  const address = parseDatabaseUrl(browserRun().databaseUrl);
  const sql = openClient(address, address, { max: 1, prepare: false });
  await sql`UPDATE virtual_key SET created_at = now() - interval '90 days' WHERE id = ${keyId}`;
  await sql`INSERT INTO recommendation (tenant_id, id, kind, fingerprint, title, summary, risk, amount_nano_usd, low_nano_usd, high_nano_usd,
      confidence, effort, evidence, plan, found_at, seen_at)
    SELECT tenant_id, ${newUuid()}, 'unused_keys', 'keys', ${title}, 'An open key that nobody needs.', 'A rare job would be refused.', 0, 0, 0, 'high', 'low',
      ${JSON.stringify([{ label: 'Forgotten', value: 'never used', href: '/keys' }])}::text::jsonb, ${JSON.stringify({ keyIds: [keyId] })}::text::jsonb, now(), now()
    FROM virtual_key WHERE id = ${keyId}
    ON CONFLICT (tenant_id, kind, fingerprint) DO UPDATE SET title = excluded.title, plan = excluded.plan, evidence = excluded.evidence, state = 'open'`;
  await sql.end({ timeout: 1 });
}

test('[COST-9] a recommendation shows its evidence and what it would do, is applied, undone, and dismissed with a reason', async ({
  page,
}) => {
  const name = `Forgotten ${Date.now()}`;
  const title = `1 key unused: ${name}`;
  const made = await (await page.request.post(at('/api/v1/keys'), { data: { name, kind: 'service' } })).json();
  const keyId = fromPublicId('key', made.id) ?? '';
  await forget(keyId, title);
  const status = async () => (await (await page.request.get(at(`/api/v1/keys/${made.id}`))).json()).status;

  // It saves no money, so that others may stand before it on the overview.
  await page.goto(at('/overview'));
  await page.getByRole('link', { name: 'All recommendations' }).click();
  await expect(page).toHaveURL(/f\.state=is/);
  await page.getByRole('link', { name: title }).first().click();
  const panel = page.locator('[data-side-panel]');
  await expect(panel.getByText('never used')).toBeVisible();
  await expect(panel.getByText('key.disable', { exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Apply…' }).click();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(panel.getByText('Applied').first()).toBeVisible();
  expect(await status()).toBe('disabled');
  await panel.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(panel.getByText('Undone').first()).toBeVisible();
  expect(await status()).toBe('active');
  await panel.getByRole('button', { name: 'Open again…' }).click();
  await page.getByRole('button', { name: 'Open again', exact: true }).click();
  await panel.getByRole('button', { name: 'Dismiss…' }).click();
  await page.getByLabel('Why').fill('It runs each quarter');
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(panel.getByText('It runs each quarter')).toBeVisible();
});
