import { join, resolve } from 'node:path';
import { proofPostgres } from './postgres/proof-postgres.ts';
import { temporaryPostgres } from './postgres/temporary-postgres.ts';
import { type Counts, endRunning, printSummary, root, runStages, type Stage } from './test/stage.ts';
import { runVitest } from './test/test-runs.ts';

/**
 * `npm run prove`: what `npm test` tries in small, in full. `npm run prove -- fuzz` runs that proof alone, `-- --seed 7`
 * repeats the one that began with this seed; `npm run prove -- audit --entries 200000` makes the audit log that long, and
 * `npm run prove -- analytics --events 5000000` makes as many calls. Both lie in `.data/prove-<name>`, or where `--data DIR` says: a run
 * that was killed goes on there. `--data`, or `--keep`, keeps what was made, and the same command then asks the same of it again.
 */

const argumentsGiven = process.argv.slice(2);
const seedAt = argumentsGiven.indexOf('--seed');
const seed = seedAt === -1 ? undefined : argumentsGiven[seedAt + 1];
const entriesAt = argumentsGiven.indexOf('--entries');
const auditEntries = entriesAt === -1 ? '10000000' : (argumentsGiven[entriesAt + 1] ?? '');
const eventsAt = argumentsGiven.indexOf('--events');
const analyticsEvents = eventsAt === -1 ? '50000000' : (argumentsGiven[eventsAt + 1] ?? '');
const dataAt = argumentsGiven.indexOf('--data');
const isKept = dataAt !== -1 || argumentsGiven.includes('--keep');
const folderOf = (name: string): string =>
  dataAt === -1 ? join(root, '.data', `prove-${name}`) : resolve(argumentsGiven[dataAt + 1] ?? '');
/** Places of values that belong to a flag. */
const valuesAt = [seedAt, entriesAt, eventsAt, dataAt].flatMap((at) => (at === -1 ? [] : [at + 1]));
const wanted = argumentsGiven.filter((argument, index) => !argument.startsWith('--') && !valuesAt.includes(index));

interface ProofAtScale {
  readonly name: string;
  readonly autovacuum: boolean;
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** On a PostgreSQL of its own, because so many rows take settings of their own and are worth keeping. */
async function proveAtScale({ name, autovacuum, files, env }: ProofAtScale): Promise<Counts> {
  const server = await proofPostgres(folderOf(name), { isKept, autovacuum });
  try {
    return await runVitest(['integration'], { ...process.env, TEST_POSTGRES_URL: server.url('postgres'), SCALE_KEPT: '1', ...env }, files);
  } finally {
    await server.stop();
  }
}

const proofs = (postgresUrl: string): readonly Stage[] => [
  {
    name: 'fuzz',
    title: 'Ten thousand random requests, answers and streams of each kind',
    run: () =>
      runVitest(
        ['integration'],
        { ...process.env, TEST_POSTGRES_URL: postgresUrl, FUZZ_CASES: '10000', ...(seed === undefined ? {} : { FUZZ_SEED: seed }) },
        ['tests/fuzz'],
      ),
  },
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
  {
    name: 'policies',
    title: 'A million random policies and calls, against two implementations of CEL',
    run: () =>
      runVitest(['unit'], { ...process.env, POLICY_CASES: '1000000', ...(seed === undefined ? {} : { POLICY_SEED: seed }) }, [
        'lib/policies/engine/cel-agreement.test.ts',
      ]),
  },
  {
    name: 'audit',
    title: `An audit log of ${auditEntries} entries, and every byte of an export changed once`,
    run: () =>
      proveAtScale({
        name: 'audit',
        autovacuum: true,
        files: ['tests/jobs/audit-scale.test.ts', 'tests/api/audit-proofs.test.ts'],
        env: { AUDIT_ENTRIES: auditEntries, AUDIT_EVERY_BYTE: '1' },
      }),
  },
  {
    name: 'analytics',
    title: `Questions of dashboards over ${analyticsEvents} calls of a thousand tenants, against a recount`,
    run: () =>
      proveAtScale({
        name: 'analytics',
        autovacuum: false,
        files: ['tests/jobs/analytics-scale.test.ts'],
        env: { ANALYTICS_EVENTS: analyticsEvents },
      }),
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
