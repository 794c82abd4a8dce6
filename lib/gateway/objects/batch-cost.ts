import type { NanoUsd } from '#lib/core/money.ts';
import type { Provider } from '../providers/provider.ts';

/** What calls cost in a batch that would cost so much one by one; parts of a nano-dollar count as a whole one. */
export function batchCost(oneByOne: NanoUsd, { keeps }: Pick<Provider, 'keeps'>): NanoUsd {
  const percent = BigInt(keeps?.batchPricePercent ?? 100);
  return (oneByOne * percent + 99n) / 100n;
}
