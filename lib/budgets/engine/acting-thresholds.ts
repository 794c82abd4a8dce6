import type { BudgetThreshold } from '#db/schema/budgets.ts';
import type { NanoUsd } from '#lib/core/money.ts';

/** What a reached threshold does to calls; `notify` and `block` need no look at the call. */
const callActions = ['require_approval', 'throttle', 'downgrade', 'restrict'] as const;

/** How a budget stands in the period that runs. */
export interface PeriodStanding {
  readonly spentNanoUsd: NanoUsd;
  readonly limitNanoUsd: NanoUsd;
  /** Milliseconds since 1970; exclusive. */
  readonly endMs: number;
}

/** Calls that go on where use is restricted. What callers say of themselves only ever takes away from it. */
export interface EssentialUse {
  /** UUIDs. Where both are empty, everybody's use is essential. */
  readonly keyIds: ReadonlySet<string>;
  readonly teamIds: ReadonlySet<string>;
  /** Calls that carry one of these tags are not essential, whoever sends them. */
  readonly nonEssentialTags: readonly { readonly name: string; readonly value: string }[];
}

/**
 * What the thresholds that a budget has reached do to its calls, each action as the highest of them says. It is as old as the
 * snapshot: a posting that passes a threshold moves its version, and every process reads it again within two seconds.
 */
export interface ActingThresholds {
  /** They end with the period; milliseconds since 1970. */
  readonly untilMs: number;
  /** When they were read. */
  readonly remainingNanoUsd: NanoUsd;
  readonly approval: { readonly percent: number; readonly abovePercent: number } | null;
  readonly downgrade: { readonly percent: number; readonly models: ReadonlyMap<string, string> } | null;
  readonly restrict: ({ readonly percent: number } & EssentialUse) | null;
  readonly throttle: { readonly percent: number } | null;
}

/** Share of what remains above which a call needs consent, where the threshold does not say. */
export const approvalPercentUsual = 10;

const isReached = ({ percent }: BudgetThreshold, { spentNanoUsd, limitNanoUsd }: PeriodStanding): boolean =>
  spentNanoUsd > 0n && spentNanoUsd * 100n >= limitNanoUsd * BigInt(percent);

function tagOf(text: string): { readonly name: string; readonly value: string } {
  const equals = text.indexOf('=');
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

const essentialOf = ({ essential }: BudgetThreshold): EssentialUse => ({
  keyIds: new Set(essential?.key_ids),
  teamIds: new Set(essential?.team_ids),
  nonEssentialTags: (essential?.non_essential_tags ?? []).map(tagOf),
});

/** Null where no threshold that does something to calls is reached, which is nearly always. */
export function actingThresholds(thresholds: readonly BudgetThreshold[], standing: PeriodStanding | null): ActingThresholds | null {
  if (standing === null) return null;
  const reached = thresholds.filter((one) => isReached(one, standing)).sort((left, right) => right.percent - left.percent);
  const [approval, throttle, downgrade, restrict] = callActions.map((action) => reached.find(({ actions }) => actions.includes(action)));
  if (approval === undefined && throttle === undefined && downgrade === undefined && restrict === undefined) return null;
  const left = standing.limitNanoUsd - standing.spentNanoUsd;
  return {
    untilMs: standing.endMs,
    remainingNanoUsd: left > 0n ? left : 0n,
    approval:
      approval === undefined ? null : { percent: approval.percent, abovePercent: approval.approval_above_percent ?? approvalPercentUsual },
    downgrade:
      downgrade === undefined ? null : { percent: downgrade.percent, models: new Map(Object.entries(downgrade.downgrade_models ?? {})) },
    restrict: restrict === undefined ? null : { percent: restrict.percent, ...essentialOf(restrict) },
    throttle: throttle === undefined ? null : { percent: throttle.percent },
  };
}

/** Whether a call goes on where use is restricted. */
export function isEssential(
  use: EssentialUse,
  principal: { readonly keyId: string; readonly teamId: string | null },
  tags: Readonly<Record<string, string>> | null,
): boolean {
  const { keyIds, teamIds, nonEssentialTags } = use;
  if (tags !== null && nonEssentialTags.some(({ name, value }) => Object.hasOwn(tags, name) && tags[name] === value)) return false;
  if (keyIds.size === 0 && teamIds.size === 0) return true;
  return keyIds.has(principal.keyId) || (principal.teamId !== null && teamIds.has(principal.teamId));
}
