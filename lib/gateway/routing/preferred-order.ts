import type { Preference } from '../snapshot/snapshot.ts';
import type { CallFacts } from './call-facts.ts';
import type { RoutedTarget } from './routed-target.ts';

/** With `balanced`, a target may be this many times as slow as the fastest and still be taken for its price. */
const slownessMax = 2;

/** The place of a target in what is preferred: named connections, then those of named providers, then the rest. */
function rankOf({ connectionIds, providers }: Preference, { connection }: RoutedTarget): number {
  const byConnection = connectionIds.indexOf(connection.connectionId);
  if (byConnection !== -1) return byConnection;
  const byProvider = providers.indexOf(connection.provider);
  return connectionIds.length + (byProvider === -1 ? providers.length : byProvider);
}

interface Weighed {
  readonly target: RoutedTarget;
  readonly isSlow: boolean;
  /** Infinite without a price, and for everything where cost does not decide. */
  readonly cost: number;
  readonly rank: number;
}

const byPreference = (left: Weighed, right: Weighed): number =>
  Number(left.isSlow) - Number(right.isSlow) || (left.cost === right.cost ? 0 : left.cost < right.cost ? -1 : 1) || left.rank - right.rank;

/** The targets of a model in the order that the caller's scope prefers; what is equal stays in its order. */
export function preferredOrder(targets: readonly RoutedTarget[], preference: Preference, facts: CallFacts): readonly RoutedTarget[] {
  if (targets.length < 2) return targets;
  const { optimization } = preference;
  const latencies = optimization === 'balanced' ? targets.map((target) => facts.latencyMs(target)) : [];
  const fastest = Math.min(...latencies.filter((latency) => latency !== null));
  const weighed = targets.map((target, index): Weighed => {
    const latency = latencies[index] ?? null;
    return {
      target,
      isSlow: latency !== null && latency > fastest * slownessMax,
      cost: optimization === 'off' ? 0 : (facts.costNanoUsd(target) ?? Number.POSITIVE_INFINITY),
      rank: rankOf(preference, target),
    };
  });
  return weighed.sort(byPreference).map(({ target }) => target);
}
