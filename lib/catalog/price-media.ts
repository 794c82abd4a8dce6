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
  const { audioInput = 0, imageInput = 0, audioCacheRead = 0, imageCacheRead = 0, audioOutput = 0, imageOutput = 0 } = media;
  return [
    [Math.max(0, (usage.input ?? 0) - audioInput - imageInput), 'input'],
    [isHourly ? 0 : audioInput, 'input_audio', 'input'],
    [imageInput, 'input_image', 'input'],
    [Math.max(0, (usage.cacheRead ?? 0) - audioCacheRead - imageCacheRead), 'cache_read', 'input'],
    [audioCacheRead, 'cache_read_audio', 'cache_read', 'input_audio', 'input'],
    [imageCacheRead, 'cache_read_image', 'cache_read', 'input_image', 'input'],
    [usage.cacheWrite ?? 0, 'cache_write', 'input'],
    [Math.max(0, (usage.output ?? 0) - audioOutput - imageOutput), 'output'],
    [audioOutput, 'output_audio', 'output'],
    [imageOutput, 'output_image', 'output'],
  ];
}

/**
 * The cost of a call that has other than text in it: each kind by its own meter, or by that of text where it has none.
 * Where sound is charged by the hour, that charge is for all that was heard, and tokens without a price cost nothing.
 */
export function priceMedia(usage: TokenUsage, media: MediaUsage, tier: PriceTier): MediaCost {
  const perHour = media.audioMs === undefined ? undefined : hourRate(tier);
  const isHourly = perHour !== undefined;
  let nanoUsd = nanoFromPico(tier.picoUsdPerUnit.request ?? 0n);
  if (isHourly) nanoUsd += nanoFromPico((BigInt(Math.round(media.audioMs ?? 0)) * perHour) / msPerHour);
  let isComplete = true;
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
