import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { FakeTiming } from './fake-timing.ts';
import { History, type Step, stepsOf } from './history.ts';
import { PostgresWorld } from './postgres-world.ts';
import { shrink } from './shrink.ts';
import { MemoryWorld, type World } from './world.ts';

/** The whole of it with `npm run prove -- budgets`; one seed again with `BUDGET_HISTORY_SEED=… BUDGET_HISTORIES=1`. */
const rounds = Number(process.env.BUDGET_HISTORIES ?? 100);
const postgresRounds = Number(process.env.BUDGET_POSTGRES_HISTORIES ?? 6);
const firstSeed = Number(process.env.BUDGET_HISTORY_SEED ?? 1);
const stepsEach = 120;
const beginMs = Date.UTC(2026, 10, 21, 22);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

type Worlds = (now: () => number) => World | Promise<World>;
const inMemory: Worlds = (now) => new MemoryWorld(now);
const inPostgres: Worlds = (now) => PostgresWorld.create(database, now);

async function live(worlds: Worlds, seed: number, steps: readonly Step[]): Promise<History> {
  const timing = new FakeTiming(beginMs);
  const history = new History(await worlds(() => timing.now()), timing, seed);
  await history.run(steps);
  return history;
}

/** Runs the histories of as many seeds; the first that fails is made as short as it can be. */
async function prove(worlds: Worlds, count: number): Promise<void> {
  const totals = { commits: 0, admitted: 0, refused: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const steps = stepsOf(seed, stepsEach);
    const history = await live(worlds, seed, steps);
    if (history.faults.length > 0) {
      const smallest = await shrink(steps, async (fewer) => (await live(worlds, seed, fewer)).faults.length > 0);
      const { faults } = await live(worlds, seed, smallest);
      expect.fail(`seed ${seed}: ${faults[0]}\n${smallest.map(({ act, seed: of }) => `${act} ${of}`).join('\n')}`);
    }
    totals.commits += history.commits;
    totals.admitted += history.admitted;
    totals.refused += history.refused;
  }
  console.info(`${count} histories: ${totals.commits} commits, ${totals.admitted} calls admitted, ${totals.refused} refused`);
  // A story in which nothing is refused or nothing admitted would prove nothing.
  expect(totals.admitted).toBeGreaterThan(count * 5);
  expect(totals.refused).toBeGreaterThan(count);
}

describe('random lives of processes over the same budgets', () => {
  test(
    '[COST-4] lost journals, pauses, overruns and commits nobody heard of: it adds up after every commit',
    () => prove(inMemory, rounds),
    rounds * 500 + 30_000,
  );

  test('[COST-4] and the same in PostgreSQL', () => prove(inPostgres, postgresRounds), postgresRounds * 5_000 + 60_000);
});
