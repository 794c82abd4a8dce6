import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/support/chromium.ts';

const browser = await findChromium();

/** Browser tests against a real system that `tests/support/browser-run.ts` starts; the console has to be built. */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  globalSetup: './tests/support/browser-run.ts',
  // They share one system; those that change something make what they change.
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  // As in vitest.config.ts: what passes only at the second try is named at the end of `npm test`.
  retries: 1,
  // Generous, because axe on a long page takes its time on a busy machine; what has to be fast is timed in its test.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results/browser',
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: browser.path, env: { ...definedEnvironment(), ...browser.env } },
  },
});

/** Playwright wants every variable to have a value. */
function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
