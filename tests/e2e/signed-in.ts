import { test as base, type ConsoleMessage, type Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';

export { expect } from '@playwright/test';

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${browserRun().address}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What records a test for its trace runs in every frame, and cannot where a frame lets no scripts run. */
const isOfRecorder = (message: ConsoleMessage): boolean =>
  message.location().url === 'about:srcdoc' && message.text().startsWith("Blocked script execution in 'about:srcdoc'");

/** Everything that must never happen on a page: script errors, and what the content security policy refused. */
export function complaintsOf(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', ({ message }) => heard.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isOfRecorder(message)) heard.push(message.text());
  });
  return heard;
}

interface SignedIn {
  readonly state: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;
  /** When the administrator last proved who they are, in milliseconds since 1970. */
  provenAt: number;
}

/** Dangerous work wants a proof of the last ten minutes; what is left of them is longer than any test. */
const proofAgainMs = 6 * 60_000;

/** A page on which the demo administrator is signed in. The session is made once a worker, because hashing takes its time. */
export const test = base.extend<object, { session: SignedIn }>({
  session: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      const { adminEmail, adminPassword } = browserRun();
      const provenAt = Date.now();
      await signIn(page, adminEmail, adminPassword);
      await page.waitForURL('**/overview');
      const state = await page.context().storageState();
      await page.close();
      await use({ state, provenAt });
    },
    { scope: 'worker' },
  ],
  storageState: async ({ session, playwright }, use) => {
    if (Date.now() - session.provenAt >= proofAgainMs) {
      const { address, adminPassword } = browserRun();
      const asking = await playwright.request.newContext({ storageState: session.state });
      session.provenAt = Date.now();
      const answer = await asking.post(`${address}/api/v1/users/me/step-up`, { data: { password: adminPassword } });
      if (!answer.ok()) throw new Error(`The administrator cannot prove who they are: ${answer.status()} ${await answer.text()}`);
      await asking.dispose();
    }
    await use(session.state);
  },
});
