import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { Journal } from '#lib/journal/journal.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { MemoryLeaseStore, MemoryLedger } from '#tests/support/memory-lease-store.ts';
import { median } from './support/median.ts';

/**
 * What hard budgets cost a call in process: `node bench/budget-holds.ts`. Each call reserves from its leases, appends its hold,
 * settles and appends its settlement; beside it the bare path, of a call without budgets. The target is 30 µs at p50 with both
 * appends, nested five deep. Figures go to `bench/results/budget-holds.json`, the median of the rounds of each.
 */

const calls = 40_000;
const rounds = 3;
/** Calls between two turns of the event loop, as under load. */
const burst = 10;

interface Figures {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Of each round, by what was measured. */
const figures = new Map<string, Figures[]>();

const tenantId = newUuid();
const rule = {
  periodKind: 'monthly',
  timeZone: 'Europe/Berlin',
  weekStart: 1,
  fiscalMonth: 1,
  fiscalDay: 1,
  fixedStartMs: null,
  fixedEndMs: null,
} as const;
const budgets = ['tenant', 'department', 'team', 'user', 'key'].map(
  (name): BudgetInForce => ({
    ...{ tenantId, budgetId: newUuid(), name, enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule: { ...rule } },
    ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: null, acting: null },
  }),
);
const ledger = new MemoryLedger(() => 10n ** 15n, Date.now);
const keeper = new LeaseKeeper({
  store: new MemoryLeaseStore(ledger, newUuid()),
  mode: 'leased',
  clock: systemClock,
  logger: silentLogger,
});

const attribution = { tenantId, departmentId: newUuid(), teamId: newUuid(), userId: newUuid(), keyId: newUuid() };
const connectionId = newUuid();

const holdOf = (id: string, parts: Hold['parts']): Hold => ({
  ...{
    id,
    attribution,
    connectionId,
    protocol: 'openai.chat_completions',
    streamed: true,
    requestedModel: 'gpt-4o-mini',
    provider: 'openai',
    routeId: null,
    taskType: null,
  },
  ...{ model: 'gpt-4o-mini-2024-07-18', tags: null, boundNanoUsd: 1_234_567n, boundKind: 'estimate', parts },
});

const folder = mkdtempSync(join(tmpdir(), 'budget-bench-'));
const journal = await Journal.open({
  ...{ folder, incarnation: newUuid(), firstSequence: 1, segmentBytes: 16 * 1024 * 1024, totalBytesMax: 1024 * 1024 * 1024 },
  ...{ postedKeptMs: 0, syncEveryMs: 50, clock: systemClock, logger: silentLogger, foreignBytes: () => 0 },
});

function call(id: string, applicable: readonly BudgetInForce[], isRecorded: boolean): void {
  const charge = keeper.admit();
  if (keeper.reserve(charge, applicable, 1_234_567n) !== undefined) throw new Error('The bench ran out of money');
  const hold = isRecorded ? holdOf(id, charge.holdParts()) : null;
  if (hold !== null) journal.hold(hold);
  const parts = keeper.settle(charge, 123_456n, applicable);
  if (hold === null) return;
  const event: UsageEvent = { ...interruptedEvent(hold), usageSource: 'provider', status: 'succeeded', costNanoUsd: 123_456n, parts };
  journal.posted(journal.settle(event));
}

async function measure(name: string, applicable: readonly BudgetInForce[], isRecorded: boolean): Promise<void> {
  const ids = Array.from({ length: calls }, () => newUuid());
  const times = new Float64Array(calls);
  for (const [index, id] of ids.entries()) {
    const start = performance.now();
    call(id, applicable, isRecorded);
    times[index] = (performance.now() - start) * 1000;
    if (index % burst === 0) await setImmediate();
  }
  times.sort();
  const at = (part: number) => times[Math.floor(calls * part)] ?? 0;
  figures.set(name, [...(figures.get(name) ?? []), { p50Us: at(0.5), p99Us: at(0.99) }]);
  console.log(`${name.padEnd(52)} p50 ${at(0.5).toFixed(2)} µs   p99 ${at(0.99).toFixed(2)} µs`);
}

try {
  // The first call fetches the leases; what it holds is enough for all.
  for (const budget of budgets) {
    const charge = keeper.admit();
    await keeper.reserve(charge, [budget], 10n ** 14n);
    keeper.settle(charge, 0n, []);
  }
  for (let round = 0; round < rounds; round += 1) {
    await measure('the bare path: two appends, no budget', [], true);
    await measure('one budget, and the two appends', budgets.slice(0, 1), true);
    await measure('five nested budgets, and the two appends', budgets, true);
    await measure('five nested budgets, reserve and settle alone', budgets, false);
  }
  const results = new URL('results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  const rows = [...figures].map(([name, of]) => ({
    ...{ name, calls, rounds },
    ...{ p50Us: median(of.map(({ p50Us }) => p50Us)), p99Us: median(of.map(({ p99Us }) => p99Us)) },
  }));
  writeFileSync(new URL('budget-holds.json', results), `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
}
