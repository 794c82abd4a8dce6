import type { AttemptFigures } from '#lib/contracts/connection-health.ts';
import type { GatewayTarget } from '#lib/contracts/gateway-targets.ts';
import { latencyQuantile } from '#lib/usage/latency-buckets.ts';
import { joinStates, type TargetStateRow } from './target-state-rows.ts';

/** What was counted of attempts, by one process or over some time; such counts add up. */
export type Counted = Pick<TargetStateRow, 'attempts' | 'faults' | 'figures'>;

/** Counts by name, added up over processes. */
function addUp(parts: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const part of parts) for (const [name, count] of Object.entries(part)) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

function quantilesOf(rows: readonly Counted[], measure: 'latency' | 'first_token') {
  const sums = addUp(rows.map(({ figures }) => figures[measure]));
  const counts = [...sums].map(([bucket, count]) => ({ bucket: Number(bucket), count }));
  return (quantile: number): number | null => {
    const found = latencyQuantile(counts, quantile);
    return found === null ? null : Math.round(found);
  };
}

/** The figures of attempts that were counted apart. */
export function attemptFigures(rows: readonly Counted[]): AttemptFigures {
  const latency = quantilesOf(rows, 'latency');
  const firstToken = quantilesOf(rows, 'first_token');
  return {
    attempts: rows.reduce((sum, row) => sum + row.attempts, 0),
    faults: rows.reduce((sum, row) => sum + row.faults, 0),
    ...{ latency_ms_p50: latency(0.5), latency_ms_p95: latency(0.95) },
    ...{ first_token_ms_p50: firstToken(0.5), first_token_ms_p95: firstToken(0.95) },
  };
}

type Figures = Omit<GatewayTarget, 'connection_id' | 'connection_name' | 'provider' | 'model' | 'hours'>;

/** How a target is, out of what processes say of it. */
export function targetFigures(rows: readonly TargetStateRow[]): Figures {
  const { circuit, circuitUntil, circuitWhy, running, waiting } = joinStates(rows);
  const [last] = rows.toSorted((left, right) => (right.lastFaultAt?.getTime() ?? 0) - (left.lastFaultAt?.getTime() ?? 0));
  return {
    ...{ circuit, circuit_until: circuitUntil, circuit_why: circuitWhy, running, waiting },
    ...attemptFigures(rows),
    faults_by_kind: Object.fromEntries(addUp(rows.map(({ figures }) => figures.faults))),
    latency_ms_p99: quantilesOf(rows, 'latency')(0.99),
    ...{ last_fault: last?.lastFault ?? null, last_fault_at: last?.lastFaultAt ?? null },
  };
}
