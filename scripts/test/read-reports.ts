import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Counts, Told } from './stage.ts';

/** The part of vitest's JSON report that is counted and told. */
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});

/** Playwright nests suites; a test has one result for each try. */
interface BrowserSuite {
  readonly file?: string | undefined;
  readonly specs?: readonly BrowserSpec[] | undefined;
  readonly suites?: readonly BrowserSuite[] | undefined;
}
const browserSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
    }),
  ),
});
type BrowserSpec = z.output<typeof browserSpec>;
const browserSuite: z.ZodType<BrowserSuite> = z.lazy(() =>
  z.object({
    file: z.string().optional(),
    specs: z.array(browserSpec).optional(),
    suites: z.array(browserSuite).optional(),
  }),
);
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string().optional() })),
  suites: z.array(browserSuite),
});

const toldOutsideTests = z.array(z.object({ test: z.string(), why: z.string() }));

/**
 * What a run left on disk, counted. `outside`: what its `ErrorsOutsideTests` wrote. `endedWell`: its program said so too.
 * A report nobody can read is one failure.
 */
export function readVitestReport(path: string, outside: string, endedWell: boolean): Counts {
  const report = readReport(path, vitestReport);
  if (report === undefined) return unreadable(path);
  // A file that cannot be loaded has no test that could fail.
  const suites = report.numFailedTests === 0 ? report.numFailedTestSuites : 0;
  const failures: Told[] = [...(readReport(outside, toldOutsideTests) ?? [])];
  const secondTries: Told[] = [];
  for (const file of report.testResults) {
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      const told = { test: `${file.name}: ${fullName}`, why: (failureMessages ?? []).join('\n') };
      if (status === 'failed') failures.push(told);
      else if (status === 'passed' && told.why !== '') secondTries.push(told);
    }
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  const counts = strictly(report.numPassedTests, report.numFailedTests + suites, skipped, endedWell && report.success);
  return { ...counts, failures, secondTries };
}

/** The same for Playwright's report. */
export function readBrowserReport(path: string, endedWell: boolean): Counts {
  const report = readReport(path, playwrightReport);
  if (report === undefined) return unreadable(path);
  const failures: Told[] = report.errors.map(({ message }) => ({ test: 'outside any test', why: message ?? '' }));
  const secondTries: Told[] = [];
  for (const spec of report.suites.flatMap(specsOf)) {
    for (const { status, results } of spec.tests) {
      const why = results.map(({ error }) => error?.message ?? '').join('\n');
      const told = { test: `${spec.file}:${spec.line}: ${spec.title}`, why };
      if (status === 'unexpected') failures.push(told);
      else if (status === 'flaky') secondTries.push(told);
    }
  }
  const { expected, unexpected, flaky, skipped } = report.stats;
  const counts = strictly(expected + flaky, unexpected, skipped, endedWell && report.errors.length === 0);
  return { ...counts, failures, secondTries };
}

const specsOf = (suite: BrowserSuite): readonly BrowserSpec[] => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

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

function readReport<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

const unreadable = (path: string): Counts => ({
  passed: 0,
  failed: 1,
  failures: [{ test: path, why: 'The run left no report that can be read: it crashed, or was ended.' }],
});
