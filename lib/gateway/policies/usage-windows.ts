import type { PolicyWindowField } from '#lib/contracts/policy-names.ts';
import type { CallAttribution, UsageEvent } from '#lib/usage/usage-event.ts';

/** What one of a tenant's people, teams or keys has used in a window. */
interface Used {
  cost: number;
  requests: number;
  tokens: number;
}

/** A sum as it was read. `owner` is the kind and the id, such as `user 0193…`. */
export interface ReadSum extends Used {
  readonly owner: string;
  readonly window: 'daily' | 'monthly';
}

const idOf = (attribution: CallAttribution, owner: 'user' | 'team' | 'key'): string | null => {
  if (owner === 'user') return attribution.userId;
  return owner === 'team' ? attribution.teamId : attribution.keyId;
};

const owners = ['user', 'team', 'key'] as const;

/** The first instant of the day and of the month of an instant, in UTC. */
export function windowStarts(nowMs: number): Readonly<Record<'daily' | 'monthly', number>> {
  const now = new Date(nowMs);
  return {
    daily: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()),
    monthly: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1),
  };
}

/**
 * What was used today and this month, as far as this process knows: what was posted when the figures were read, and what this
 * process has settled since. Calls of other processes, and those under way, count once the figures are read again.
 */
export class UsageWindows {
  readonly readAtMs: number;
  readonly #sums = new Map<string, Used>();

  constructor(sums: readonly ReadSum[], readAtMs: number) {
    this.readAtMs = readAtMs;
    for (const { owner, window, cost, requests, tokens } of sums) this.#sums.set(`${window} ${owner}`, { cost, requests, tokens });
  }

  /** Nano-USD, calls or tokens; null for a call that has no such owner. */
  of({ window, measure, owner }: PolicyWindowField, attribution: CallAttribution, nowMs: number): number | null {
    const id = idOf(attribution, owner);
    if (id === null) return null;
    // Figures of a day that is over say nothing about the next.
    if (windowStarts(nowMs)[window] > this.readAtMs) return 0;
    return this.#sums.get(`${window} ${owner} ${id}`)?.[measure] ?? 0;
  }

  /** Counts a call that this process has settled. */
  add({ attribution, usage, costNanoUsd }: UsageEvent): void {
    const tokens = (usage.input ?? 0) + (usage.output ?? 0);
    for (const owner of owners) {
      const id = idOf(attribution, owner);
      if (id === null) continue;
      for (const window of ['daily', 'monthly'] as const) {
        const key = `${window} ${owner} ${id}`;
        const used = this.#sums.get(key) ?? { cost: 0, requests: 0, tokens: 0 };
        used.cost += Number(costNanoUsd);
        used.requests += 1;
        used.tokens += tokens;
        this.#sums.set(key, used);
      }
    }
  }
}
