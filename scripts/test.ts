import { join } from 'node:path';
import { buildConsole } from './build/build-console.ts';
import { buildServers } from './build/build-servers.ts';
import { installPackages } from './install-packages.mjs';
import { temporaryPostgres } from './postgres/temporary-postgres.ts';
import { quickStages } from './test/quick-stages.ts';
import { asOne, endRunning, printSummary, root, runProgram, runStages, type Stage } from './test/stage.ts';
import { runPlaywright, runVitest } from './test/test-runs.ts';

/**
 * `npm test`: everything, on one PostgreSQL that is started for it and thrown away. `npm test -- unit browser` runs only
 * the stages named. The last line is always `N passed, N failed`.
 */

const ending = new AbortController();

async function build(): Promise<{ passed: number; failed: number }> {
  await buildServers(root);
  await buildConsole(root, { signal: ending.signal, background: false });
  return { passed: 1, failed: 0 };
}

/** Stages that share the database server at `postgresUrl`. */
function fullStages(postgresUrl: string): readonly Stage[] {
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_POSTGRES_URL: postgresUrl };
  return [
    ...quickStages,
    { name: 'build', title: 'Build (servers and console)', run: build },
    { name: 'integration', title: 'Integration tests on PostgreSQL', run: () => runVitest(['integration'], env) },
    { name: 'browser', title: 'Browser tests (Playwright, Chromium)', run: () => runPlaywright(env) },
    {
      name: 'sdk',
      title: 'Official client SDKs against the gateway',
      async run() {
        await installPackages(join(root, 'tests/conformance'), 'the client SDKs');
        // They are typed by packages that only this stage installs, so the stage for types cannot see them.
        const types = asOne(await runProgram('tsc', ['--noEmit', '-p', 'tests/conformance']));
        const tests = await runVitest(['conformance'], env);
        return { ...tests, passed: types.passed + tests.passed, failed: types.failed + tests.failed };
      },
    },
  ];
}

async function main(wanted: readonly string[]): Promise<number> {
  const server = await temporaryPostgres();
  try {
    const stages = fullStages(server.url('postgres'));
    const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
    if (unknown.length > 0)
      throw new Error(`There is no stage ${unknown.join(', ')}. Stages: ${stages.map(({ name }) => name).join(', ')}`);
    const chosen = wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
    return printSummaryOf(stages.length - chosen.length, await runStages(chosen));
  } finally {
    await server.stop();
  }
}

/** Stages that were not asked for are named before the last line, so that a partial run cannot pass for a full one. */
function printSummaryOf(left: number, results: Awaited<ReturnType<typeof runStages>>): number {
  if (left > 0) process.stdout.write(`\nOnly some stages were asked for; ${left} did not run.\n`);
  return printSummary(results);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    ending.abort();
    endRunning();
  });
}
process.exitCode = await main(process.argv.slice(2));
