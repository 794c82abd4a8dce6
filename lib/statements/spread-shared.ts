import type { BillingSettings } from '#lib/contracts/billing.ts';
import { splitAmount } from '#lib/cost-centers/split-amount.ts';
import type { ShareSum } from './sum-shares.ts';
import { type UsageSum, usageKeyOf } from './usage-sum.ts';

/** How a place wants borne what no team of it used. */
export type SharedCostMethod = BillingSettings['cost_allocation']['method'];

/** A line as far as its cost center goes. */
export type AllocatedLine = UsageSum & { readonly kind: string; readonly costCenter?: string | null };

/** What is borne by the cost centers of billing settings, because no call carried one. */
export interface Borne {
  /** UUID; null for what no team bears. */
  readonly teamId: string | null;
  readonly teamName: string | null;
  /** Code; null where nobody has said one. */
  readonly costCenter: string | null;
  readonly amountNanoUsd: bigint;
}

interface Team extends Borne {
  readonly usedNanoUsd: bigint;
}

/** Weights of `splitAmount` are numbers: parts of a million are fine enough to tell teams apart, and a team that used anything has one. */
function weightsOf(teams: readonly Team[], method: SharedCostMethod): number[] {
  const total = teams.reduce((sum, { usedNanoUsd }) => sum + usedNanoUsd, 0n);
  if (method === 'even' || total === 0n) return teams.map(() => 1);
  return teams.map(({ usedNanoUsd }) => Number((usedNanoUsd * 1_000_000n) / total) + 1);
}

/** The teams that used anything, with what they used and the cost center that bears it. */
function teamsOf(lines: readonly AllocatedLine[]): Team[] {
  const teams = new Map<string, Team>();
  for (const { kind, teamId, teamName, costCenter = null, amountNanoUsd } of lines) {
    if (kind !== 'usage' || teamId === null || amountNanoUsd <= 0n) continue;
    const usedNanoUsd = (teams.get(teamId)?.usedNanoUsd ?? 0n) + amountNanoUsd;
    teams.set(teamId, { teamId, teamName, costCenter, amountNanoUsd: 0n, usedNanoUsd });
  }
  return [...teams.values()].sort((one, other) => ((one.teamId ?? '') < (other.teamId ?? '') ? -1 : 1));
}

/**
 * What the lines of a statement leave to billing settings, after the shares that calls carried. What no team used stays with
 * the place itself (`direct`), or its teams bear it: by what each used (`proportional`) or all the same (`even`). Where no team
 * used anything it stays with the place. Sums to the lines less the shares, to the nano-dollar.
 */
export function spreadShared(lines: readonly AllocatedLine[], shares: readonly ShareSum[], method: SharedCostMethod): Borne[] {
  const carried = new Map<string, bigint>();
  for (const share of shares) carried.set(usageKeyOf(share), (carried.get(usageKeyOf(share)) ?? 0n) + share.amountNanoUsd);
  const teams = method === 'direct' ? [] : teamsOf(lines);
  const weights = weightsOf(teams, method);
  return lines.flatMap((line): Borne[] => {
    const { kind, teamId, teamName, costCenter = null } = line;
    const isUsage = kind === 'usage';
    const amountNanoUsd = line.amountNanoUsd - (isUsage ? (carried.get(usageKeyOf(line)) ?? 0n) : 0n);
    if (!isUsage || teamId !== null || teams.length === 0) return [{ teamId, teamName, costCenter, amountNanoUsd }];
    const parts = splitAmount(amountNanoUsd, weights);
    return teams.map(({ usedNanoUsd: _, ...team }, index) => ({ ...team, amountNanoUsd: parts[index] ?? 0n }));
  });
}
