import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

/** Tests that need nothing but this process; they lie beside what they test, or read the source itself. */
const pure = ['{lib,db,components,app,scripts,inngest}/**/*.test.{ts,tsx}', 'tests/{architecture,design}/**/*.test.ts'];

export default defineConfig({
  test: {
    // One more than a small machine has cores, because many tests wait: for a fault to end, a lease to run out, a process to start.
    maxWorkers: 3,
    // Evaluating all modules anew for each file would take longer than most files. A file must leave nothing behind in its process:
    // what it starts it ends, and no module keeps what a test has changed.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['tests/support/fresh-globals.ts'],
    // Output that is handed over to be printed beside its test is now and then still on its way when a worker ends, which fails the run
    // with all tests passed (vitest issue 11153).
    disableConsoleIntercept: true,
    // A forgotten `.only` would silently skip the rest.
    allowOnly: false,
    // On a machine that is shared, a deadline is missed now and then. What passes only at the second try is named at the end.
    retry: 1,
    // Google's old SDK, which one of LangChain's models uses, leaves a promise of every stream that fails to nobody.
    onUnhandledError: (error) => !String(error.message).startsWith('[GoogleGenerativeAI Error]: Error reading from the stream'),
    projects: [
      // Generous, because hashing passwords on a busy machine takes seconds; a test that hangs is still found.
      { extends: true, test: { name: 'unit', include: pure, testTimeout: 20_000, hookTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/{architecture,design,e2e,conformance}/**', '**/node_modules/**'],
          globalSetup: ['tests/support/global-database.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          // What the official SDKs change in a process is theirs to know.
          isolate: true,
          include: ['tests/conformance/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['tests/support/global-database.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
