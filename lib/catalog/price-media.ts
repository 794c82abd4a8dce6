import { type NanoUsd, nanoFromPico } from '#lib/core/money.ts';
import type { MediaUsage, TokenUsage } from '#lib/core/token-usage.ts';
import type { PriceMeter, PriceTier } from './model-price.ts';
import type { PriceLine } from './price-call.ts';

type Rates = PriceTier['picoUsdPerUnit'];

const msPerHour = 3_600_000n;

/** Units by the meters that could charge them, the first of them that has a price. */
type MeteredUnits = readonly [units: number, ...meters: [PriceMeter, ...PriceMeter[]]];

/** What a call with sound, pictures or tools comes to, and whether all of it has a price. */
export interface MediaCost {
  readonly nanoUsd: NanoUsd;
  readonly isComplete: boolean;
}

const hourMeter = (rates: Rates): PriceMeter => (rates.input_audio_hour === undefined ? 'audio_hour' : 'input_audio_hour');

function tokensOf(usage: TokenUsage, media: MediaUsage, isHourly: boolean): readonly MeteredUnits[] {
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

/** What was counted beside tokens. A provider charges searches or the prompts that they grounded, never both; a price for each request is for its searches too. */
function callsOf(media: MediaUsage, rates: Rates): readonly MeteredUnits[] {
  const { webSearches = 0, groundedPrompts = 0, mapSearches = 0, storageSearches = 0, codeSessions = 0 } = media;
  const isByPrompt = rates.grounded_prompt !== undefined && groundedPrompts > 0;
  const areIncluded = rates.web_search === undefined && rates.request !== undefined;
  return [
    [isByPrompt ? groundedPrompts : 0, 'grounded_prompt'],
    [isByPrompt || areIncluded ? 0 : webSearches, 'web_search'],
    [mapSearches, 'map_search'],
    [storageSearches, 'storage_search'],
    [codeSessions, 'code_session'],
    [media.toolPictures ?? 0, 'picture'],
    [media.searchUnits ?? 0, 'search_unit', 'request'],
    [media.trainedTokens ?? 0, 'training'],
  ];
}

const rateAmong = (rates: Rates, meters: readonly PriceMeter[]): bigint | undefined =>
  meters.map((meter) => rates[meter]).find((found) => found !== undefined);

/** A meter that is charged in place of tokens where the price has it: those that have no price then cost nothing. */
function wholeOf({ pictures = 0, characters = 0, searchUnits = 0 }: MediaUsage, rates: Rates): MeteredUnits | undefined {
  if (pictures > 0 && rates.picture !== undefined) return [pictures, 'picture'];
  if (characters > 0 && rates.character !== undefined) return [characters, 'character'];
  if (searchUnits > 0 && rates.search_unit !== undefined) return [searchUnits, 'search_unit'];
  return undefined;
}

/** What one call counted, with the rates that charge it. */
interface Counted {
  readonly lines: readonly PriceLine[];
  readonly isComplete: boolean;
}

function lineOf([units, ...meters]: MeteredUnits, rates: Rates, ceiling: Rates | undefined): PriceLine & { readonly hasRate: boolean } {
  const own = rateAmong(rates, meters);
  const meter = meters.find((one) => rates[one] !== undefined) ?? meters[0];
  const rate = own ?? (ceiling === undefined ? undefined : rateAmong(ceiling, meters));
  const nanoUsd = rate === undefined ? 0n : nanoFromPico(BigInt(units) * rate);
  return { meter, units, picoUsdPerUnit: rate, nanoUsd, hasRate: own !== undefined };
}

function hourLine(audioMs: number, rates: Rates): PriceLine | undefined {
  const meter = hourMeter(rates);
  const perHour = rates[meter];
  if (perHour === undefined || audioMs === 0) return undefined;
  const units = Math.round(audioMs);
  return { meter, units, picoUsdPerUnit: perHour / msPerHour, nanoUsd: nanoFromPico((BigInt(units) * perHour) / msPerHour) };
}

function count(usage: TokenUsage, media: MediaUsage, { picoUsdPerUnit: rates }: PriceTier, ceiling: Rates | undefined): Counted {
  const { audioMs = 0 } = media;
  const hour = hourLine(audioMs, rates);
  const whole = wholeOf(media, rates);
  // Where the length of a sound, or a number of things, is the price of the call, tokens without a price cost nothing.
  const isByThing = hour !== undefined || whole !== undefined;
  const lines: PriceLine[] = [];
  let isComplete = (media.otherTools ?? 0) === 0;
  const add = (one: MeteredUnits, isFreeWithout: boolean): void => {
    if (one[0] === 0) return;
    const { hasRate, ...line } = lineOf(one, rates, isFreeWithout ? undefined : ceiling);
    if (hasRate || !isFreeWithout) lines.push(line);
    if (!hasRate && !isFreeWithout) isComplete = false;
  };
  if (rates.request !== undefined && whole?.[1] !== 'search_unit' && (media.searchUnits ?? 0) === 0) add([1, 'request'], false);
  if (hour !== undefined) lines.push(hour);
  if (whole !== undefined) add(whole, false);
  const tokens = tokensOf(usage, media, hour !== undefined);
  for (const one of tokens) add(one, isByThing);
  for (const one of callsOf(media, rates)) if (one[1] !== whole?.[1]) add(one, false);
  const tokensAll = tokens.reduce((sum, [units]) => sum + units, 0);
  // What was told in hours or characters only, and a price for tokens only: nothing says what it costs.
  const hasThings = audioMs > 0 || (media.characters ?? 0) > 0;
  if (!isByThing && tokensAll === 0 && hasThings) isComplete = false;
  // Pictures are output: where nobody tells its tokens, they are not paid for by those of the prompt.
  if (!isByThing && (media.pictures ?? 0) > 0 && (usage.output ?? 0) === 0) isComplete = false;
  return { lines, isComplete };
}

/** The meters of a call that has other than plain text in it, each with what it came to. */
export const mediaLines = (usage: TokenUsage, media: MediaUsage, tier: PriceTier, ceiling: Rates | undefined): readonly PriceLine[] =>
  count(usage, media, tier, ceiling).lines;

/**
 * The cost of a call that has other than plain text in it: each kind by its own meter, or by that of text where it has none.
 * Where sound is charged by the hour, that charge is for all that was heard, and tokens without a price cost nothing; so it is
 * with pictures, characters and rankings that are charged one by one.
 */
export function priceMedia(usage: TokenUsage, media: MediaUsage, tier: PriceTier, ceiling?: Rates): MediaCost {
  const { lines, isComplete } = count(usage, media, tier, ceiling);
  return { nanoUsd: lines.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0n), isComplete };
}
