import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Told } from './stage.ts';

/** Names the file that the reporter below writes: vitest hands no options to a reporter that its command line names. */
export const errorsOutsideTestsFile = 'ERRORS_OUTSIDE_TESTS_FILE';

const why = ({ message, stack }: SerializedError): string => stack ?? message;

/**
 * Writes what went wrong outside any test, as a list of `Told`: in a hook after the last test, while a file was loaded, or
 * in a promise that nobody awaited. Such an error fails the run, and vitest's JSON report does not name it.
 */
export default class ErrorsOutsideTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env[errorsOutsideTestsFile];
    if (path === undefined) return;
    const told: Told[] = modules.flatMap((module) =>
      [module, ...module.children.allSuites()].flatMap((suite) =>
        suite.errors().map((error) => ({ test: `${module.moduleId}: outside its tests`, why: why(error) })),
      ),
    );
    for (const error of unhandled) told.push({ test: `${error.VITEST_TEST_PATH ?? 'no file'}: awaited by nobody`, why: why(error) });
    writeFileSync(path, JSON.stringify(told));
  }
}
