import { meterCost } from '#lib/catalog/price-call.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { tokenCostMax } from '../shared/token-cost-max.ts';

/** A second of sound is ten tokens with OpenAI's models; twice that, to be safe. */
const tokensPerSecond = 20;
const secondsPerHour = 3_600;

/** The dearest price of so many hours of sound; zero where the model has none. */
function hourCost({ tiers }: ModelPrice, hours: number): bigint {
  let dearest = 0n;
  for (const { picoUsdPerUnit } of tiers) {
    const rate = picoUsdPerUnit.input_audio_hour ?? picoUsdPerUnit.audio_hour ?? 0n;
    if (rate > dearest) dearest = rate;
  }
  return meterCost(hours, dearest);
}

/** The bound of sound, heard or spoken: by its length, which no request says exactly, so it is an estimate. */
export function boundSound({ size, outputTokensMax }: Ask, price: ModelPrice | undefined): Bound {
  if (price === undefined) return { nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' };
  const seconds = Math.ceil((size.audioMs ?? 0) / 1000);
  // An hour's price for so many seconds, rounded up to the second.
  const perHour = hourCost(price, seconds);
  const byHour = perHour / BigInt(secondsPerHour) + (perHour % BigInt(secondsPerHour) === 0n ? 0n : 1n);
  const input = size.bytes + seconds * tokensPerSecond;
  const output = outputTokensMax ?? 0;
  return {
    nanoUsd: byHour + tokenCostMax(price, input, output),
    kind: 'estimate',
    because: `at most ${seconds} s of sound, ${input} input and ${output} output tokens`,
  };
}
