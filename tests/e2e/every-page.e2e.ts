import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';
import { testedPages } from './pages.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

/** Compressed kB of scripts before anything is asked for: signed-out pages, and all others. */
const scriptLimitKb = { open: 130, signedIn: 170 };

const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Bytes, as they travel, of the scripts that the document itself names; what a script fetches later is not in the way of the page. */
async function countScriptBytes(page: Page): Promise<() => number> {
  let bytes = 0;
  const named = new Set<string>();
  /** Bytes of a script's response head, which do not count. */
  const heads = new Map<string, number>();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ requestId, initiator }) => {
    if (initiator.type === 'parser') named.add(requestId);
  });
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' && named.has(requestId)) heads.set(requestId, response.encodedDataLength);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const head = heads.get(requestId);
    if (head !== undefined) bytes += encodedDataLength - head;
  });
  return () => bytes;
}

// The longest file by far, and none of its tests changes anything: both workers share it.
test.describe.configure({ mode: 'parallel' });

for (const { route, address, open = false } of testedPages) {
  if (address === undefined) continue;
  const limitKb = open ? scriptLimitKb.open : scriptLimitKb.signedIn;
  test(`[UI-1] ${route}: answers, no error, ≤ ${limitKb} kB of scripts, no axe finding in light and dark, no sideways scroll at 360 and 320`, async ({
    page,
  }) => {
    // One page with every operation: axe alone takes most of a minute there.
    if (route === '/docs/api') test.slow();
    const heard = complaintsOf(page);
    const scriptBytes = await countScriptBytes(page);
    const answer = await page.goto(browserRun().address + address, { waitUntil: 'load' });
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.title()).toMatch(/^[^ ](?!.*Tollgate · ).*Tollgate$/);
    expect(scriptBytes()).toBeGreaterThan(0);
    expect(Math.round(scriptBytes() / 1024)).toBeLessThanOrEqual(limitKb);
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Colours take 80 ms to change; axe must not read them on their way. Nothing but colours differs in the dark.
    await page.waitForTimeout(250);
    expect(await axeFindings(page, ['color-contrast'])).toEqual([]);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await sideways(page)).toBeLessThanOrEqual(0);
    }
    expect(heard).toEqual([]);
  });
}
