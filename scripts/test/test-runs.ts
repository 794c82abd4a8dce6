import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Counts, root, runProgram } from './stage.ts';

/** The part of vitest's JSON report that is counted. */
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
});

/** The same of Playwright's. */
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/**
 * A test that was skipped has not passed, so it counts as failed; and a run that ended badly without naming a failed test
 * (a crash, a file that cannot be loaded) has at least one failure.
 */
function strictly(passed: number, failed: number, skipped: number, endedWell: boolean): Counts {
  if (skipped > 0)
    process.stdout.write(`${skipped} tests were skipped, which counts as failed: a test that does not run proves nothing.\n`);
  const all = failed + skipped;
  return { passed, failed: endedWell ? all : Math.max(1, all) };
}

function freshReport(name: string): string {
  const path = join(root, 'test-results', name);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  return path;
}

function readReport<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Runs vitest projects, or with `filters` only the files whose paths hold one of them. */
export async function runVitest(
  projects: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  filters: readonly string[] = [],
): Promise<Counts> {
  const report = freshReport(`vitest-${projects.join('-')}.json`);
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...filters,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await runProgram('vitest', args, env);
  const result = readReport(report, vitestReport);
  if (result === undefined) return { passed: 0, failed: 1 };
  const suites = result.numFailedTests === 0 ? result.numFailedTestSuites : 0;
  return strictly(
    result.numPassedTests,
    result.numFailedTests + suites,
    result.numPendingTests + result.numTodoTests,
    code === 0 && result.success,
  );
}

/** Runs all browser tests. */
export async function runPlaywright(env: NodeJS.ProcessEnv): Promise<Counts> {
  const report = freshReport('browser.json');
  const code = await runProgram('playwright', ['test'], env);
  const result = readReport(report, playwrightReport);
  if (result === undefined) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = result.stats;
  return strictly(expected, unexpected + flaky, skipped, code === 0 && result.errors.length === 0);
}
