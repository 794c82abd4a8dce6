/** What is metered of a call, shared by those who count it, price it and store it. */

/** Tokens by kind; null means "not reported", which is not zero. `input` excludes both cache kinds; `output` includes reasoning. */
export interface TokenUsage {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  /** What of these is charged apart, where the provider tells it; absent where nothing is. */
  readonly media?: MediaUsage;
  /** How the provider said that it served the call; absent where it said nothing. */
  readonly tier?: ServiceTier;
  /** Where the provider said that the model ran, for those who charge by that; absent where it said nothing. */
  readonly geo?: InferenceGeo;
}

/**
 * Ways of being served that have prices of their own: `flex` is slower and cheaper, `priority` faster and dearer (OpenAI and
 * Anthropic also call it "fast"), `reserved` is capacity that was bought beforehand, `other` one that we have no name for.
 */
export const servedTiers = ['flex', 'priority', 'reserved', 'other'] as const;
export type ServedTier = (typeof servedTiers)[number];
export type ServiceTier = 'standard' | ServedTier;

/** Anthropic's `inference_geo`: in the United States alone, which costs more, or anywhere. */
export const inferenceGeos = ['us', 'global'] as const;
export type InferenceGeo = (typeof inferenceGeos)[number];

/**
 * Parts of a call that are charged by meters of their own; they are stored with it (`CallBilling`). Tokens among them are in
 * `input` and `output` as well.
 */
export interface MediaUsage {
  /** Tokens of `input`. */
  readonly audioInput?: number;
  readonly imageInput?: number;
  /** Tokens of `cacheRead`. */
  readonly audioCacheRead?: number;
  readonly imageCacheRead?: number;
  /** Tokens of `output`. */
  readonly audioOutput?: number;
  readonly imageOutput?: number;
  /** Tokens of `cacheWrite` that are kept for an hour, which costs more than for five minutes. */
  readonly cacheWriteLong?: number;
  /** Tokens of sources that were quoted, where they are charged beside the output. */
  readonly citations?: number;
  /** Searches of the web that the provider made for the call. */
  readonly webSearches?: number;
  /** The prompt was answered with what a search found, for models that charge prompts and not searches. */
  readonly groundedPrompts?: number;
  /** Searches of maps. */
  readonly mapSearches?: number;
  /** Searches of files that the caller keeps at the provider. */
  readonly storageSearches?: number;
  /** Containers in which the provider ran code. */
  readonly codeSessions?: number;
  /** Calls of tools at the provider for which no price list has a meter. */
  readonly otherTools?: number;
  /** Searches as rankings count them: a query with up to so many documents. */
  readonly searchUnits?: number;
  /** Pictures that were made, for models that are charged by the picture. */
  readonly pictures?: number;
  /** Pictures that a tool at the provider made for the call. */
  readonly toolPictures?: number;
  /** Characters that were spoken, for models that are charged by them. */
  readonly characters?: number;
  /** Tokens that a model was trained on, all epochs together. */
  readonly trainedTokens?: number;
  /** Sound that was listened to, in milliseconds, for models that are charged by the hour and not by tokens. */
  readonly audioMs?: number;
}

/** Zero and missing are different things: a free call, one whose model has no price, and one that nobody bills. */
export type CostState = 'priced' | 'zero' | 'unpriced' | 'not_billed';
