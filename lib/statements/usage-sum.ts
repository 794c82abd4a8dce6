/** What a team used of a model in a period. */
export interface UsageSum {
  /** UUID; null for calls of no team. */
  readonly teamId: string | null;
  readonly teamName: string | null;
  /** Null for calls that reached no provider. */
  readonly provider: string | null;
  readonly model: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly amountNanoUsd: bigint;
}

/** Names what is stated once; the same for the same team, provider and model in every period. */
export const usageKeyOf = ({ teamId, provider, model }: Pick<UsageSum, 'teamId' | 'provider' | 'model'>): string =>
  JSON.stringify([teamId, provider, model]);
