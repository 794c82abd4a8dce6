import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';

const sections = ['foundations', 'overlays', 'forms', 'cells', 'figures', 'charts', 'states'];

const open = async (page: Page, section: string): Promise<void> => {
  const address = section === 'list' ? '/docs/components/list' : `/docs/components?tab=${section}`;
  await page.goto(browserRun().address + address);
  // React is there once the keys are.
  await expect(async () => {
    await page.keyboard.press('Alt+t');
    await expect(page.getByRole('region', { name: 'Notifications, Alt T' })).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.locator('body').click({ position: { x: 1, y: 1 } });
};

/** Everything that must never happen: script errors, and what the content security policy refused. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', ({ message }) => heard.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

async function expectNoFindings(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
}

/** Pixels that stick out sideways; where scroll bars take room the difference can be below zero. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

for (const section of [...sections, 'list']) {
  test(`UI-1 ${section}: no axe finding in light and dark, no error, no sideways scroll at 320 and 360`, async ({ page }) => {
    const heard = complaints(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(page, section);
      await expectNoFindings(page);
      for (const width of [360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await overflow(page), `${width} px`).toBeLessThanOrEqual(0);
      }
    }
    expect(heard).toEqual([]);
  });
}

test.describe('overlays', () => {
  const overlays: Record<string, { act: (page: Page) => Promise<void>; opened: (page: Page) => ReturnType<Page['getByRole']> }> = {
    menu: { act: (page) => page.getByRole('button', { name: 'Row actions' }).click(), opened: (page) => page.getByRole('menu') },
    popover: { act: (page) => page.getByRole('button', { name: 'Explain' }).click(), opened: (page) => page.getByRole('dialog') },
    question: { act: (page) => page.getByRole('button', { name: 'Disable 14 keys…' }).click(), opened: (page) => page.getByRole('dialog') },
    palette: { act: (page) => page.keyboard.press('Control+k'), opened: (page) => page.getByRole('dialog') },
    help: { act: (page) => page.keyboard.press('?'), opened: (page) => page.getByRole('dialog') },
    dates: { act: (page) => page.keyboard.press('d'), opened: (page) => page.getByRole('dialog') },
    scope: { act: (page) => page.keyboard.press('s'), opened: (page) => page.getByRole('dialog') },
    toast: {
      act: (page) => page.getByRole('button', { name: 'Error', exact: true }).click(),
      opened: (page) => page.getByText('Calls keep flowing.'),
    },
  };
  for (const [name, { act, opened }] of Object.entries(overlays)) {
    test(`UI-1 ${name}: opens without an axe finding and breaks no policy`, async ({ page }) => {
      const heard = complaints(page);
      await open(page, 'overlays');
      await act(page);
      await expect(opened(page)).toBeVisible();
      await expectNoFindings(page);
      expect(heard).toEqual([]);
    });
  }

  test('UI-1 focus starts on Cancel where something is destroyed, and returns to the opener', async ({ page }) => {
    await open(page, 'overlays');
    const opener = page.getByRole('button', { name: 'Disable 14 keys…' });
    await opener.click();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    const menu = page.getByRole('button', { name: 'Row actions' });
    await menu.focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: 'Copy id' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(menu).toBeFocused();
  });

  test('UI-1 what is not possible now stays reachable and says why', async ({ page }) => {
    await open(page, 'overlays');
    const button = page.getByRole('button', { name: 'Publish…' });
    await button.focus();
    await expect(button).toBeFocused();
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.hover();
    await expect(page.getByRole('tooltip')).toHaveText('Only tenant administrators publish policies.');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tooltip')).toBeHidden();
  });
});

test.describe('keys', () => {
  test('UI-1 the palette finds pages and objects, and goes there', async ({ page }) => {
    await open(page, 'overlays');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('support');
    await expect(page.getByRole('option', { name: /Support engineering/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/scope=team_1/);
  });

  test('UI-1 single keys do nothing in fields', async ({ page }) => {
    await open(page, 'forms');
    await page.getByLabel('Name').fill('');
    await page.getByLabel('Name').pressSequentially('sd?[g o');
    await expect(page.getByLabel('Name')).toHaveValue('sd?[g o');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('UI-1 a list is walked, peeked into and opened by key, and gives the focus back', async ({ page }) => {
    await open(page, 'list');
    const links = page.locator('[data-row-link]');
    await page.keyboard.press('j');
    await expect(links.nth(0)).toBeFocused();
    await page.keyboard.press('j');
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page).toHaveURL(/open=/);
    await expect(page.getByRole('complementary')).toBeVisible();
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary')).toBeFocused();
    await expectNoFindings(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('complementary')).toHaveCount(0);
    await expect(page).not.toHaveURL(/open=/);
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('x');
    await expect(page.getByRole('region', { name: 'Selection' }).getByText('1 selected')).toBeVisible();
  });
});

test.describe('the URL is the screen', () => {
  test('UI-1 choosing dates pushes, Back undoes it, defaults leave no trace', async ({ page }) => {
    await open(page, 'states');
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await expect(page).toHaveURL(/range=7d/);
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Last 30 days' }).click();
    await expect(page).not.toHaveURL(/range=/);
    await page.goBack();
    await expect(page).toHaveURL(/range=7d/);
  });

  test('UI-1 what a link carries and the page does not know is said', async ({ page }) => {
    await page.goto(`${browserRun().address}/docs/components?tab=states&colour=red&f.city=is:Bonn`);
    await expect(page.getByText('This page does not know f.city=is:Bonn, colour')).toBeVisible();
  });

  test('UI-1 scope and dates follow to other pages, filters do not', async ({ page }) => {
    await page.goto(`${browserRun().address}/docs/components?tab=states&scope=team_1&range=7d&f.x=is:1`);
    await expect(page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Docs' })).toHaveAttribute(
      'href',
      '/docs?scope=team_1&range=7d',
    );
  });
});

test.describe('forms', () => {
  test('UI-1 a submit goes to the first error, lists several, and errors go as they are mended', async ({ page }) => {
    await open(page, 'forms');
    await page.locator('form').getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByLabel('Name')).toBeFocused();
    await expect(page.getByText('2 fields need another look')).toBeVisible();
    await expectNoFindings(page);
    await page.getByLabel('Name').fill('ci-payments');
    await expect(page.getByLabel('Name')).not.toHaveAttribute('aria-invalid', 'true');
  });

  test("UI-1 the server's refusal stands beside its field, with the request id", async ({ page }) => {
    await open(page, 'forms');
    await page.getByLabel('Name').fill('taken');
    await page.getByRole('combobox', { name: 'Owner' }).fill('muller');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'Nothing was created' })).toContainText('req_');
    await expect(page.getByLabel('Name')).toBeFocused();
    await expect(page.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
  });

  test('UI-1 an amount is told back as it was understood', async ({ page }) => {
    await open(page, 'forms');
    await page.getByLabel('Limit').fill('1.2k');
    await expect(page.getByText('= $1,200.00')).toBeVisible();
    await page.getByLabel('Limit').fill('twelve');
    await page.keyboard.press('Tab');
    await expect(page.getByText('Write an amount such as 20, $1.2k or 1,200.50.')).toBeVisible();
  });

  test('UI-1 what was typed survives a reload, and leaving it asks', async ({ page }) => {
    await open(page, 'forms');
    await page.getByLabel('Name').fill('half-typed');
    await expect.poll(() => page.evaluate(() => Object.values(sessionStorage).join())).toContain('half-typed');
    await page.reload();
    await expect(page.getByText('Your unsaved changes are back.')).toBeVisible();
    await expect(page.getByLabel('Name')).toHaveValue('half-typed');
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Docs' }).click();
    await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page).toHaveURL(/tab=forms/);
  });
});

test.describe('theme', () => {
  const setTheme = (context: BrowserContext, value: string): Promise<void> =>
    context.addCookies([{ name: 'tollgate_theme', value, url: browserRun().address }]);
  const firstClass = (page: Page): Promise<boolean> =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => resolve(document.documentElement.classList.contains('dark')))),
    );

  test('UI-1 a chosen theme is in the first HTML, the system theme before the first paint', async ({ page, context }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${browserRun().address}/docs/components`, { waitUntil: 'commit' });
    expect(await firstClass(page)).toBe(true);
    await setTheme(context, 'light');
    await page.goto(`${browserRun().address}/docs/components`, { waitUntil: 'commit' });
    expect(await firstClass(page)).toBe(false);
    await setTheme(context, 'dark');
    const html = await (await context.request.get(`${browserRun().address}/docs/components`)).text();
    expect(/<html[^>]*class="[^"]*\bdark\b/.test(html)).toBe(true);
  });

  test('UI-1 reduced motion leaves no running animation', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, 'overlays');
    const running = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
    expect(running).toBe(0);
  });
});
