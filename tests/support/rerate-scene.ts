import { afterEach, expect } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { approvePriceOverride, proposePriceOverride } from '#lib/prices/index.ts';
import { getRerate, previewRerate, startRerate } from '#lib/rerates/index.ts';
import { runRerates } from '#lib/rerates/run-rerates.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { budgetScene, dayMs, hourMs, noon } from './budget-scene.ts';
import { companyCall } from './company-calls.ts';
import { importList, listedModel } from './price-lists.ts';
import { Random } from './random.ts';

export const rerateIdOf = toPublicId.bind(null, 'rerate');
/** The period that holds every call of the scene. */
export const rerateRange = { from: new Date(noon - 4 * dayMs).toISOString(), to: new Date(noon - 5 * 60_000).toISOString() };

const providers = [{ name: 'sandbox', catalogue: 'sandbox' }];
const inputRate = { wrong: 100_000n, right: 3000n };
const outputRate = { wrong: 2000n, right: 5000n };
/** What a call should have cost. */
export const rightCost = ({ model, usage, costNanoUsd }: UsageEvent): bigint =>
  model === 'wrong' ? BigInt(usage.input ?? 0) * 1000n + BigInt(usage.output ?? 0) * 2000n : costNanoUsd;
/** A sum over calls. */
export const total = (events: readonly UsageEvent[], cost: (event: UsageEvent) => bigint) =>
  events.reduce((sum, event) => sum + cost(event), 0n);

interface Sums {
  readonly events: bigint;
  readonly corrections: bigint;
  readonly hours: bigint;
  readonly ledger: bigint;
}

/** A company whose list has a wrong price, with calls charged by it, and ways to compute them again. */
export function rerateScene(prefix: string) {
  const budgets = budgetScene(prefix);
  const { scene } = budgets;
  const admin = () => scene.as(scene.company.admin);

  /** What fails is told by the test that it fails. */
  const faults: unknown[] = [];
  const logger = { ...silentLogger, error: (fault: unknown) => faults.push(fault) };
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  const run = (sliceCalls = 7, signal = new AbortController().signal) =>
    runRerates({ databases: scene.database.databases, providers, logger, sliceCalls }, signal);

  /** A list in which a wrong price of `wrong` stands: input a hundred times what it should be. */
  const wrongList = () =>
    importList(scene.database, 'wrong', [
      listedModel('sandbox', 'wrong', { input: 100_000_000n, output: 2_000_000n }),
      listedModel('sandbox', 'right', { input: 3_000_000n, output: 5_000_000n }),
    ]);

  /** Calls of two models over three days, charged to soft budgets by the day. */
  function calls(versionId: string, budgetIds: readonly string[], count: number, seed: number): UsageEvent[] {
    const random = new Random(seed);
    return Array.from({ length: count }, () => {
      const atMs = noon - Math.floor(random.next() * 2.4 * dayMs) - hourMs;
      const model = random.pick(['wrong', 'right'] as const);
      const [input, output] = [random.below(5000), random.below(500)];
      const costNanoUsd = BigInt(input) * inputRate[model] + BigInt(output) * outputRate[model];
      const startMs = Math.floor(atMs / dayMs) * dayMs;
      const part = {
        kind: 'soft' as const,
        leaseId: null,
        periodStartMs: startMs,
        periodEndMs: startMs + dayMs,
        coveredNanoUsd: 0n,
        costNanoUsd,
      };
      const teamId = random.pick([scene.company.searchId, scene.company.fieldId]);
      return companyCall(scene.company, {
        ...{
          atMs,
          by: { teamId },
          model,
          provider: 'sandbox',
          costNanoUsd,
          costState: costNanoUsd === 0n ? 'zero' : 'priced',
          priceVersionId: versionId,
        },
        usage: { input, cacheRead: null, cacheWrite: null, output, reasoning: null },
        parts: budgetIds.map((budgetId) => ({ ...part, budgetId })),
      });
    });
  }

  /** The right price, as own terms that began before the calls. */
  async function rightRate(): Promise<void> {
    const terms = { provider: 'sandbox', model: 'wrong', rates: [{ meter: 'input', usd: '1' }] };
    const { id } = await proposePriceOverride.execute(admin(), { ...terms, valid_from: new Date(noon - 30 * dayMs).toISOString() });
    await approvePriceOverride.execute(admin(), { override_id: toPublicId('priceOverride', id) });
  }

  const preview = (more: object = {}) => previewRerate.execute(admin(), { ...rerateRange, reason: 'The list had a typing error', ...more });
  const get = (id: string) => getRerate.execute(admin(), { rerate_id: rerateIdOf(id) });
  const start = (id: string) => startRerate.execute(admin(), { rerate_id: rerateIdOf(id) });

  const differences = () =>
    reconcileUsage(scene.database.superuser, scene.company.tenantId, { from: new Date(noon - 10 * dayMs), to: new Date(noon + dayMs) });

  /** The four sums that conservation is about: ledger = events + corrections = hours. */
  async function sums(): Promise<Sums> {
    const { tenantId } = scene.company;
    const [row] = await scene.database.superuser<Sums[]>`SELECT
      (SELECT coalesce(sum(cost_nano_usd), 0)::int8 FROM usage_event WHERE tenant_id = ${tenantId}) AS events,
      (SELECT coalesce(sum(amount_nano_usd), 0)::int8 FROM usage_correction WHERE tenant_id = ${tenantId}) AS corrections,
      (SELECT coalesce(sum(cost_nano_usd), 0)::int8 FROM usage_hour WHERE tenant_id = ${tenantId}) AS hours,
      (SELECT coalesce(sum(amount_nano_usd), 0)::int8 FROM ledger_entry WHERE tenant_id = ${tenantId} AND budget_id IS NULL) AS ledger`;
    if (row === undefined) throw new Error('No sums');
    return row;
  }

  async function expectConserved(events: readonly UsageEvent[], cost: (event: UsageEvent) => bigint): Promise<void> {
    const now = await sums();
    expect(now.events).toBe(total(events, ({ costNanoUsd }) => costNanoUsd));
    expect(now.events + now.corrections).toBe(total(events, cost));
    expect([now.ledger, now.hours]).toEqual([total(events, cost), total(events, cost)]);
    expect(await differences()).toEqual([]);
  }

  /** What the periods of a budget have spent, by their beginning. */
  async function spentOf(budgetId: string): Promise<ReadonlyMap<number, bigint>> {
    const rows = await scene.database.superuser<{ ms: number; spent: bigint }[]>`
      SELECT round(extract(epoch FROM period_start_at) * 1000)::float8 AS ms, spent_nano_usd AS spent FROM budget_period WHERE budget_id = ${budgetId}`;
    return new Map(rows.map(({ ms, spent }) => [ms, spent]));
  }

  return { ...budgets, admin, run, wrongList, calls, rightRate, preview, get, start, sums, expectConserved, spentOf };
}
