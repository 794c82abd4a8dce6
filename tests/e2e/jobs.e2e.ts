import { browserRun } from '../support/browser-run.ts';
import { expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[OPS-1] [DX-3] a job is run by hand, and its run shows up with its steps by itself', async ({ page, context }) => {
  const runs = await context.newPage();
  await runs.goto(at('/jobs/runs?f.job=is:purge-runs'));
  await expect(runs.getByRole('heading', { level: 1, name: 'Runs of jobs' })).toBeVisible();

  await page.goto(at('/jobs?open=purge-runs'));
  await page.getByRole('button', { name: 'Run now…' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('The run waits for its turn.')).toBeVisible();

  // Another page, which nobody reloads, hears of it from another process.
  const row = runs.getByRole('row').filter({ hasText: 'purge-runs' }).filter({ hasText: 'By hand' }).first();
  await expect(row.getByText('Succeeded')).toBeVisible({ timeout: 20_000 });
  await row.click();
  await expect(runs.getByText('purged: 0')).toBeVisible();
});
