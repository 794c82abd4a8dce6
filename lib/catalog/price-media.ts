import { type NanoUsd, nanoFromPico } from '#lib/core/money.ts';
import type { MediaUsage, TokenUsage } from '#lib/core/token-usage.ts';
import type { PriceMeter, PriceTier } from './model-price.ts';

const msPerHour = 3_600_000n;

/** Tokens by the meters that could charge them, the first of them that has a price. */
type MediaTokens = readonly (readonly [tokens: number, ...meters: PriceMeter[]])[];

/** What a call with sound or pictures comes to, and whether all of it has a price. */
export interface MediaCost {
  readonly nanoUsd: NanoUsd;
  readonly isComplete: boolean;
}

const hourRate = ({ picoUsdPerUnit }: PriceTier): bigint | undefined => picoUsdPerUnit.input_audio_hour ?? picoUsdPerUnit.audio_hour;

function tokensOf(usage: TokenUsage, media: MediaUsage, isHourly: boolean): MediaTokens {
  const { audioInput = 0, imageInput = 0, audioOutput = 0, imageOutput = 0, citations = 0 } = media;
  const { audioCacheRead = 0, imageCacheRead = 0, cacheWriteLong = 0 } = media;
  const text = Math.max(0, (usage.output ?? 0) - audioOutput - imageOutput);
  const reasoning = Math.min(text, usage.reasoning ?? 0);
  return [
    [Math.max(0, (usage.input ?? 0) - audioInput - imageInput), 'input'],
    [isHourly ? 0 : audioInput, 'input_audio', 'input'],
    [imageInput, 'input_image', 'input'],
    [Math.max(0, (usage.cacheRead ?? 0) - audioCacheRead - imageCacheRead), 'cache_read', 'input'],
    [audioCacheRead, 'cache_read_audio', 'cache_read', 'input_audio', 'input'],
    [imageCacheRead, 'cache_read_image', 'cache_read', 'input_image', 'input'],
    [Math.max(0, (usage.cacheWrite ?? 0) - cacheWriteLong), 'cache_write', 'input'],
    [cacheWriteLong, 'cache_write_1h', 'cache_write', 'input'],
    [text - reasoning, 'output'],
    [reasoning, 'output_reasoning', 'output'],
    [audioOutput, 'output_audio', 'output'],
    [imageOutput, 'output_image', 'output'],
    [citations, 'output_citation', 'output'],
  ];
}

/**
 * The cost of a call that has other than plain text in it: each kind by its own meter, or by that of text where it has none.
 * Where sound is charged by the hour, that charge is for all that was heard, and tokens without a price cost nothing.
 */
export function priceMedia(usage: TokenUsage, media: MediaUsage, tier: PriceTier): MediaCost {
  const perHour = media.audioMs === undefined ? undefined : hourRate(tier);
  const isHourly = perHour !== undefined;
  let nanoUsd = nanoFromPico(tier.picoUsdPerUnit.request ?? 0n);
  if (isHourly) nanoUsd += nanoFromPico((BigInt(Math.round(media.audioMs ?? 0)) * perHour) / msPerHour);
  let isComplete = true;
  const { webSearches = 0 } = media;
  if (webSearches > 0) {
    const { web_search: perSearch } = tier.picoUsdPerUnit;
    // A price for each request is for its searches too.
    if (perSearch === undefined) isComplete = tier.picoUsdPerUnit.request !== undefined;
    else nanoUsd += nanoFromPico(BigInt(webSearches) * perSearch);
  }
  let tokensAll = 0;
  for (const [tokens, ...meters] of tokensOf(usage, media, isHourly)) {
    tokensAll += tokens;
    const rate = meters.map((meter) => tier.picoUsdPerUnit[meter]).find((found) => found !== undefined);
    if (tokens === 0) continue;
    if (rate !== undefined) nanoUsd += nanoFromPico(BigInt(tokens) * rate);
    else if (!isHourly) isComplete = false;
  }
  // Sound that was told in hours only, and a price for tokens only: nothing says what it costs.
  if (!isHourly && tokensAll === 0 && (media.audioMs ?? 0) > 0) isComplete = false;
  return { nanoUsd, isComplete };
}
