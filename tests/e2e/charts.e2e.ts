import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';

const first = (page: Page) => page.locator('[data-chart]').first();
const live = (page: Page) => first(page).getByRole('application');

async function open(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${browserRun().address}/docs/components?tab=charts`);
  await expect(live(page)).toBeVisible();
}

test('UI-1 a chart is in the first HTML, with what it shows in a sentence', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${browserRun().address}/docs/components?tab=charts`);
  await expect(page.getByRole('img', { name: 'Spend by team rose from $52.23 on Thu, Oct 22 to $68.02 on Thu, Nov 19.' })).toBeVisible();
  await page.close();
});

test('UI-1 nothing moves when the live chart takes over', async ({ page }) => {
  await page.addInitScript(() => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ('value' in entry) sum += Number(entry.value);
      document.documentElement.dataset.shift = String(sum);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await open(page);
  const sum = await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0));
  expect(sum).toBeLessThanOrEqual(0.02);
});

test('UI-1 arrows read a bucket aloud with total and share, Enter opens its calls', async ({ page }) => {
  await open(page);
  await live(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const reading = first(page).getByRole('status');
  await expect(reading).toContainText('Sat, Oct 24');
  await expect(reading).toContainText('$14.99');
  await expect(reading).toContainText('40.6%');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=2026-10-23T22:00:00.000Z|from=2026-10-23T23:00:00.000Z/);
});

test('UI-1 a drag becomes the range of the page', async ({ page }) => {
  await open(page);
  const box = await live(page).boundingBox();
  if (!box) throw new Error('The live chart has no box');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
});

test('UI-1 T swaps to a table of the same numbers and the same height', async ({ page }) => {
  await open(page);
  const before = await first(page).boundingBox();
  await first(page).hover();
  await page.keyboard.press('t');
  await expect(first(page).getByRole('table')).toBeVisible();
  await expect(first(page).getByRole('row', { name: /Mon, Oct 26/ })).toContainText('No data');
  const after = await first(page).boundingBox();
  expect(after?.height).toBe(before?.height);
  await page.keyboard.press('t');
  await expect(live(page)).toBeVisible();
});

test('UI-1 the export has exact nano-dollars', async ({ page }) => {
  await open(page);
  await first(page).getByRole('button', { name: 'Options of Spend by team' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Download CSV' }).click()]);
  const [header = '', row = ''] = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(header).toContain('Support engineering (nano-USD)');
  expect(
    row
      .split(',')
      .slice(2, 8)
      .every((amount) => /^\d{9,}$/.test(amount)),
  ).toBe(true);
});

test('UI-1 a click on the legend shows one series on its own axis, another brings all back', async ({ page }) => {
  await open(page);
  const total = first(page).locator('header [data-exact]');
  const whole = (await total.textContent()) ?? '';
  const platform = first(page).getByRole('button', { name: 'Platform' });
  await platform.click();
  await expect(platform).toHaveAttribute('aria-pressed', 'true');
  await expect(total).not.toHaveText(whole);
  await platform.click();
  await expect(total).toHaveText(whole);
});

test('UI-1 the strip over a log narrows the page by keys', async ({ page }) => {
  await open(page);
  const strip = page.getByRole('slider', { name: 'Calls by outcome, choose a range' });
  await strip.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(strip).toHaveAttribute('aria-valuetext', /succeeded/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=2026-11-19T13:15:00.000Z&to=2026-11-19T13:45:00.000Z/);
});
