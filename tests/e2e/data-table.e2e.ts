import { expect, type Page, test } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';

/** The list specimen of the gallery: fifty keys of 12,431, the same each time. */
async function open(page: Page, search = ''): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${browserRun().address}/docs/components/list${search}`);
  // Keys work once React is there.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(focusedRow(page)).toBeVisible({ timeout: 200 });
  }).toPass();
  await page.locator('body').click({ position: { x: 1, y: 1 } });
}

const focusedRow = (page: Page) => page.locator('tr[data-row]:focus-within');
const nameIn = (row: ReturnType<Page['locator']>) => row.locator('[data-row-link]');
const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });
const panel = (page: Page) => page.locator('[data-side-panel]');

test('UI-1 shows sixteen rows beside head, total and page steps at 1440 × 900', async ({ page }) => {
  await open(page);
  const whole = await page.evaluate(() => {
    const foot = document.querySelector('tfoot td')?.getBoundingClientRect().top ?? 0;
    // A row whose line has gone under the foot is still read whole.
    return [...document.querySelectorAll('tr[data-row]')].filter((row) => row.getBoundingClientRect().bottom <= foot + 2).length;
  });
  expect(whole).toBeGreaterThanOrEqual(16);
  await expect(page.locator('tfoot')).toContainText('$21,132.02');
});

test('UI-1 keys walk, select and let go', async ({ page }) => {
  await open(page);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const walked = (await nameIn(focusedRow(page)).textContent()) ?? '';
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(bar(page)).toContainText('2 selected');
  await expect(page.getByLabel(`Select ${walked}`, { exact: true })).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(page.getByLabel(`Select ${walked}`, { exact: true })).not.toBeChecked();
});

test('UI-1 a range with Shift, the page, then all that match', async ({ page }) => {
  await open(page);
  await page.getByLabel('Select sales-assistant', { exact: true }).click();
  await page.getByLabel('Select docs-search', { exact: true }).click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('3 selected');
  await page.getByLabel('Select all on this page').click();
  await expect(bar(page)).toContainText('50 selected');
  await page.getByRole('button', { name: 'Select all 12,431' }).click();
  await expect(bar(page)).toContainText('All 12,431 selected');
});

test('UI-1 Space peeks, j takes the panel along, Enter goes in, Esc comes back to the row', async ({ page }) => {
  await open(page, '?sort=name');
  await page.keyboard.press('j');
  await page.keyboard.press(' ');
  await expect(panel(page).getByRole('heading')).toHaveText((await nameIn(focusedRow(page)).textContent()) ?? '');
  await page.keyboard.press('j');
  const second = (await nameIn(focusedRow(page)).textContent()) ?? '';
  await expect(panel(page).getByRole('heading')).toHaveText(second);
  await expect(page).toHaveURL(/open=key_/);
  await page.keyboard.press('Enter');
  await expect(panel(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(nameIn(focusedRow(page))).toHaveText(second);
});

test('UI-1 filters lost between tabs and on the second save (langfuse#10955): typed filters stand in the URL and survive a reload', async ({
  page,
}) => {
  await open(page);
  await page.keyboard.press('f');
  await expect(page.getByRole('combobox', { name: 'Filter by' })).toBeFocused();
  await page.keyboard.type('status:dis');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/f\.status=is:disabled/);
  await expect(page.getByRole('button', { name: 'Filter', exact: true })).toBeFocused();
  await page.keyboard.press('f');
  await page.keyboard.type('spent>1.5k');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/f\.spent=gt:1500/);
  await page.reload();
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('$1,500.00');
  await page.getByRole('button', { name: 'Remove Spent is above $1,500.00' }).click();
  await expect(page).not.toHaveURL(/f\.spent/);
  await expect(page.getByRole('button', { name: 'Remove Status is Disabled' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/f\.spent=gt:1500/);
});

test('UI-1 search says how many there are, and an empty answer how to get out', async ({ page }) => {
  await open(page);
  await page.keyboard.press('/');
  await page.keyboard.type('ci-');
  await expect(page).toHaveURL(/q=ci-/);
  await expect(page.locator('#announcer')).toHaveText(/^8 keys/);
  await page.keyboard.type('zzz');
  await expect(page.getByRole('heading', { name: 'No keys match' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear search' }).click();
  await expect(page).not.toHaveURL(/q=/);
  await expect(page.getByRole('searchbox')).toHaveValue('');
});

test('UI-1 sorts, pages and chooses columns by address', async ({ page }) => {
  await open(page);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/cursor=next/);
  await page.getByRole('link', { name: 'Name' }).click();
  // Another order is another list: its first page.
  await expect(page).toHaveURL(/sort=name$/);
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Team' }).click();
  await expect(page.getByRole('columnheader', { name: 'Team' })).toBeHidden();
  await expect(page).toHaveURL(/cols=/);
});

test('UI-1 links of the list work before scripts do', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${browserRun().address}/docs/components/list`);
  await page.getByRole('link', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole('link', { name: 'ci-payments', exact: true }).click();
  await expect(panel(page).getByRole('heading')).toHaveText('ci-payments');
  await page.close();
});
