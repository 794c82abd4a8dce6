import { test as base, type Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';

export { expect } from '@playwright/test';

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${browserRun().address}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Everything that must never happen on a page: script errors, and what the content security policy refused. */
export function complaintsOf(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', ({ message }) => heard.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

/** A page on which the demo administrator is signed in. The session is made once a worker, because hashing takes its time. */
export const test = base.extend<object, { session: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>> }>({
  session: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      const { adminEmail, adminPassword } = browserRun();
      await signIn(page, adminEmail, adminPassword);
      await page.waitForURL('**/overview');
      const state = await page.context().storageState();
      await page.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
  storageState: ({ session }, use) => use(session),
});
