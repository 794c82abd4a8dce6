import type { MatchClause } from './match-model.ts';
import type { ListedModel, ListedPrice } from './price-list.ts';

/**
 * Prices of the built-in sandbox. Nobody bills them; they are of the size that real models have, so that costs, budgets
 * and forecasts can be tried without a key.
 */

/** Dollars for a million tokens, as pico-USD a token: `0.15` is 150,000. */
interface Rates {
  readonly input: bigint;
  readonly cache_read?: bigint;
  readonly output?: bigint;
  readonly input_audio?: bigint;
  readonly cache_read_audio?: bigint;
  readonly output_audio?: bigint;
}

const small: Rates = { input: 150_000n, cache_read: 75_000n, output: 600_000n };
const large: Rates = { input: 2_500_000n, cache_read: 1_250_000n, output: 10_000_000n };
const embedding: Rates = { input: 20_000n };
const speech: Rates = { input: 600_000n, output: 12_000_000n };
const transcription: Rates = { input: 2_500_000n, output: 10_000_000n, input_audio: 6_000_000n };
const realtime: Rates = {
  input: 600_000n,
  cache_read: 60_000n,
  output: 2_400_000n,
  input_audio: 10_000_000n,
  cache_read_audio: 300_000n,
  output_audio: 20_000_000n,
};

const pricesOf = (rates: Rates): ListedPrice[] =>
  Object.entries(rates).map(([meter, picoUsdPerUnit]) => ({
    meter,
    tierFromTokens: 0,
    picoUsdPerUnit,
    validFrom: new Date(0),
    windowFromMinute: 0,
    windowToMinute: 1440,
  }));

const model = (position: number, id: string, name: string, match: MatchClause, prices: readonly ListedPrice[]): ListedModel => ({
  provider: 'sandbox',
  model: id,
  position,
  name,
  contextWindowTokens: 128_000,
  match,
  prices,
});

/** In order of matching: models that simulate slowness or faults cost what the small one does. */
export const sandboxPrices: readonly ListedModel[] = [
  model(0, 'sandbox-small', 'Sandbox small', { equals: 'sandbox-small' }, pricesOf(small)),
  model(1, 'sandbox-large', 'Sandbox large', { equals: 'sandbox-large' }, pricesOf(large)),
  model(2, 'sandbox-unpriced', 'Sandbox without a price', { equals: 'sandbox-unpriced' }, []),
  model(3, 'sandbox-embedding', 'Sandbox embedding', { equals: 'sandbox-embedding' }, pricesOf(embedding)),
  model(4, 'sandbox-speech', 'Sandbox speech', { equals: 'sandbox-speech' }, pricesOf(speech)),
  model(5, 'sandbox-transcription', 'Sandbox transcription', { equals: 'sandbox-transcription' }, pricesOf(transcription)),
  model(6, 'sandbox-realtime', 'Sandbox realtime', { equals: 'sandbox-realtime' }, pricesOf(realtime)),
  model(7, 'sandbox-simulation', 'Sandbox simulations', { starts_with: 'sandbox-' }, pricesOf(small)),
];
