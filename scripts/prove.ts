import { temporaryPostgres } from './postgres/temporary-postgres.ts';
import { endRunning, printSummary, runStages, type Stage } from './test/stage.ts';
import { runVitest } from './test/test-runs.ts';

/** `npm run prove`: what `npm test` tries in small, in full. `npm run prove -- budgets` runs that proof alone. */

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const proofs = (postgresUrl: string): readonly Stage[] => [
  {
    name: 'budgets',
    title: 'Ten thousand histories of budgets, and four real processes with 200 callers each',
    run: () =>
      runVitest(
        ['integration'],
        {
          ...process.env,
          TEST_POSTGRES_URL: postgresUrl,
          BUDGET_HISTORIES: '10000',
          BUDGET_POSTGRES_HISTORIES: '300',
          BUDGET_CALLERS: '200',
        },
        ['tests/budgets', 'tests/gateway/proof/budgets.test.ts'],
      ),
  },
];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endRunning);
const server = await temporaryPostgres();
try {
  const all = proofs(server.url('postgres'));
  const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  if (chosen.length === 0) throw new Error(`There is no such proof. Proofs: ${all.map(({ name }) => name).join(', ')}`);
  process.exitCode = printSummary(await runStages(chosen));
} finally {
  await server.stop();
}
