import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

test('[ANA-6] a dashboard is made from a template, arranged by keys, buttons and pointer, saved, and shown in a frame of another site', async ({
  page,
}) => {
  const heard = complaintsOf(page);
  const name = `Board ${Date.now()}`;
  await page.goto(at('/dashboards/new'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Begin with').selectOption('finance');
  await page.getByRole('button', { name: 'Create dashboard' }).click();
  await page.waitForURL(/\/dashboards\/dsh_[0-9a-z]+$/);
  const address = page.url();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Spend by team and model' }).getByText('Total')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Spend by provider' })).toBeVisible();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.waitForURL(/\/edit$/);
  const spend = page.getByRole('button', { name: 'Move Spend', exact: true });
  const place = page.locator('#announcer');
  await spend.focus();
  await page.keyboard.press('ArrowDown');
  await expect(place).toHaveText('Spend: column 1, row 2, 4 wide, 2 high');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(place).toHaveText('Spend: column 1, row 2, 5 wide, 2 high');
  await expect(spend).toBeFocused();
  await page.getByRole('group', { name: 'Add a widget' }).getByRole('button', { name: 'Text' }).click();
  await page.getByLabel('Title', { exact: true }).fill('Read this first');
  await page.getByLabel('Text', { exact: true }).fill('Closed each Friday.');
  // What it would show is drawn before it is saved.
  await expect(page.getByRole('article', { name: 'Read this first, Text' }).locator('p', { hasText: 'Closed each Friday.' })).toBeVisible();
  await page.getByRole('button', { name: 'Taller' }).click();
  await expect(place).toHaveText(/^Read this first: column \d+, row \d+, 4 wide, 4 high$/);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Move Requests' }).scrollIntoViewIfNeeded();
  const grip = await page.getByRole('button', { name: 'Move Requests' }).boundingBox();
  if (grip === null) throw new Error('There is no handle to drag');
  await page.mouse.move(grip.x + 8, grip.y + 8);
  await page.mouse.down();
  await page.mouse.move(grip.x + 8, grip.y + 8 + 130, { steps: 4 });
  await page.mouse.up();
  await expect(place).toHaveText(/^Requests: column 9, row 3, /);
  await page.getByRole('button', { name: 'Save layout' }).click();
  await expect(page.getByText('The dashboard is saved.')).toBeVisible();
  await page.goto(address);
  await expect(page.getByText('Closed each Friday.')).toBeVisible();
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.goto(`${address}/embeds`);
  await page.getByLabel('Name', { exact: true }).fill('Wall');
  await page.getByRole('textbox', { name: 'Sites that may frame it' }).fill('https://wall.example.com,');
  await page.getByRole('textbox', { name: 'Sites that may frame it' }).press('Enter');
  await page.getByRole('button', { name: 'Create embed' }).click();
  await page.getByRole('button', { name: 'Get address' }).click();
  const frame = await page.getByLabel('Frame of Wall, for the other site').inputValue();
  const source = /src="([^"]+)"/.exec(frame)?.[1] ?? '';
  const site = (origin: string) =>
    page
      .context()
      .route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>x</title>${frame}` }));
  await site('https://wall.example.com');
  await site('https://other.example.com');
  // Both sites are taken for public ones, which may not open this machine without leave.
  await page.context().grantPermissions(['local-network-access']);
  const visitor = await page.context().newPage();
  await visitor.goto('https://wall.example.com/');
  await expect(visitor.frameLocator('iframe').getByText('Closed each Friday.')).toBeVisible();
  await visitor.goto('https://other.example.com/');
  await expect(visitor.frameLocator('iframe').getByText('Closed each Friday.')).toBeHidden();
  const answer = await page.request.get(source, { headers: { cookie: '' } });
  expect([answer.status(), answer.headers()['content-security-policy']?.includes('frame-ancestors https://wall.example.com')]).toEqual([
    200,
    true,
  ]);
  await visitor.close();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke embed' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect((await page.request.get(source)).status()).toBe(404);
  expect(heard).toEqual([]);
});

test('[ANA-6] nothing but embeds can be framed', async ({ request }) => {
  for (const path of ['/dashboards', '/sign-in', '/docs', '/embed', '/embed/x/y', '/no-such-page', '/embed/none']) {
    const answer = await request.get(at(path), { maxRedirects: 0 });
    const policy = answer.headers()['content-security-policy'] ?? '';
    const isShown = answer.status() < 300 || answer.status() >= 400;
    expect([path, !isShown || policy.includes("frame-ancestors 'none'")]).toEqual([path, true]);
  }
});
