import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorsOutsideTestsFile } from './errors-outside-tests.ts';
import { readBrowserReport, readVitestReport } from './read-reports.ts';
import { type Counts, root, runProgram } from './stage.ts';

function freshReport(name: string): string {
  const path = join(root, 'test-results', name);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  return path;
}

/** Runs vitest projects, or with `filters` only the files whose paths hold one of them. */
export async function runVitest(
  projects: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  filters: readonly string[] = [],
): Promise<Counts> {
  const report = freshReport(`vitest-${projects.join('-')}.json`);
  const outside = freshReport(`vitest-${projects.join('-')}-outside-tests.json`);
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...filters,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    `--reporter=${join(root, 'scripts/test/errors-outside-tests.ts')}`,
  ];
  const exitCode = await runProgram('vitest', args, { ...env, [errorsOutsideTestsFile]: outside });
  return readVitestReport(report, outside, exitCode === 0);
}

/** Runs all browser tests. */
export async function runPlaywright(env: NodeJS.ProcessEnv): Promise<Counts> {
  const report = freshReport('browser.json');
  return readBrowserReport(report, (await runProgram('playwright', ['test'], env)) === 0);
}
