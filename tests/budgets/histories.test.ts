import { describe, expect, test } from 'vitest';
import { FakeTiming } from './fake-timing.ts';
import { History, type Step, stepsOf } from './history.ts';
import { shrink } from './shrink.ts';
import { MemoryWorld } from './world.ts';

/** The whole of it with `npm run prove -- budgets`; one seed again with `BUDGET_HISTORY_SEED=… BUDGET_HISTORIES=1`. */
const rounds = Number(process.env.BUDGET_HISTORIES ?? 100);
const firstSeed = Number(process.env.BUDGET_HISTORY_SEED ?? 1);
const stepsEach = 120;
const beginMs = Date.UTC(2026, 10, 21, 22);

async function faultsIn(seed: number, steps: readonly Step[]): Promise<History> {
  const timing = new FakeTiming(beginMs);
  const history = new History(new MemoryWorld(() => timing.now()), timing, seed);
  await history.run(steps);
  return history;
}

describe('random lives of processes over the same budgets', () => {
  test(
    `[COST-4] ${rounds} histories with lost journals, pauses, overruns and commits nobody heard of: it adds up after every commit`,
    async () => {
      const totals = { commits: 0, admitted: 0, refused: 0 };
      for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
        const steps = stepsOf(seed, stepsEach);
        const history = await faultsIn(seed, steps);
        if (history.faults.length > 0) {
          const smallest = await shrink(steps, async (fewer) => (await faultsIn(seed, fewer)).faults.length > 0);
          const { faults } = await faultsIn(seed, smallest);
          expect.fail(`seed ${seed}: ${faults[0]}\n${smallest.map(({ act, seed: of }) => `${act} ${of}`).join('\n')}`);
        }
        totals.commits += history.commits;
        totals.admitted += history.admitted;
        totals.refused += history.refused;
      }
      console.info(`${rounds} histories: ${totals.commits} commits, ${totals.admitted} calls admitted, ${totals.refused} refused`);
      // A model in which nothing is refused or nothing admitted would prove nothing.
      expect(totals.admitted).toBeGreaterThan(rounds * 5);
      expect(totals.refused).toBeGreaterThan(rounds);
    },
    rounds * 500 + 30_000,
  );
});
