import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { testedPages } from './pages.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Compressed kB of scripts before anything is asked for: signed-out pages, and all others. */
const scriptLimitKb = { open: 130, signedIn: 170 };

const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { route, address, open = false } of testedPages) {
  if (address === undefined) continue;
  test(`[UI-1] ${route}: answers, no error, no axe finding in light and dark, no sideways scroll at 360 and 320`, async ({ page }) => {
    // One page with every operation: axe alone takes most of a minute there.
    if (route === '/docs/api') test.slow();
    const heard = complaintsOf(page);
    const answer = await page.goto(browserRun().address + address);
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.title()).toMatch(/Tollgate$/);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours take 80 ms to change; axe must not read them on their way.
      await page.waitForTimeout(250);
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
    }
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await sideways(page)).toBeLessThanOrEqual(0);
    }
    expect(heard).toEqual([]);
  });

  test(`[UI-1] ${route}: stays within ${open ? scriptLimitKb.open : scriptLimitKb.signedIn} kB of scripts`, async ({ page }) => {
    let bytes = 0;
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Page.enable');
    // What a page fetches once it stands, such as the schema of a form, is not in the way of showing it.
    let stands = false;
    session.on('Page.loadEventFired', () => {
      stands = true;
    });
    const asked = new Set<string>();
    session.on('Network.requestWillBeSent', ({ requestId }) => {
      if (!stands) asked.add(requestId);
    });
    /** Bytes of a script's response head, which do not count. */
    const heads = new Map<string, number>();
    session.on('Network.responseReceived', ({ requestId, type, response }) => {
      if (type === 'Script' && asked.has(requestId)) heads.set(requestId, response.encodedDataLength);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const head = heads.get(requestId);
      if (head !== undefined) bytes += encodedDataLength - head;
    });
    await page.goto(browserRun().address + address, { waitUntil: 'load' });
    expect(bytes).toBeGreaterThan(0);
    expect(Math.round(bytes / 1024)).toBeLessThanOrEqual(open ? scriptLimitKb.open : scriptLimitKb.signedIn);
  });
}
