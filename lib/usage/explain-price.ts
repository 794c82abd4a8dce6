import { openPriceBook } from '#lib/catalog/price-book.ts';
import { priceLines } from '#lib/catalog/price-call.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PriceExplanation, UsageEvent } from '#lib/contracts/usage.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { usageWith } from './call-billing.ts';
import type { EventRow } from './search-events.ts';

/** A unit's price for a million of them, in nano-dollars: exact, because a pico-dollar a unit is 1,000 of them. */
const perMillion = (picoUsd: bigint | undefined): bigint | null => (picoUsd === undefined ? null : picoUsd * 1000n);

/** Computes the cost of a call again, from the version of the price list that it was priced by. Null where none applied. */
export async function explainPrice(ctx: OperationContext, row: EventRow, event: UsageEvent): Promise<PriceExplanation | null> {
  const { price_version_id: versionId } = row;
  if (versionId === null || event.provider === null || event.model === null) return null;
  const book = await openPriceBook(ctx.tx, ctx.tenantId);
  const provider = ctx.runtime.providers.find(({ name }) => name === event.provider) ?? { name: event.provider };
  const price = await book.price(versionId, provider, event.model, event.occurred_at.getTime());
  const origin = book.originOf(versionId);
  if (price === undefined) return null;
  const tokens = {
    input: row.input_tokens,
    cacheRead: row.cache_read_tokens,
    cacheWrite: row.cache_write_tokens,
    output: row.output_tokens,
    reasoning: row.reasoning_tokens,
  };
  const usage = usageWith(tokens, row.billing);
  const { tier, lines } = priceLines(usage, price);
  return {
    price_version_id: origin?.versionId ?? null,
    price_override_id: origin?.overrideId ?? null,
    provider: price.provider,
    model: price.model,
    from_tokens: tier?.fromTokens ?? 0,
    lines: lines.map(({ meter, units, picoUsdPerUnit, nanoUsd }) => ({
      meter,
      units,
      usd_per_million_units: perMillion(picoUsdPerUnit),
      cost_usd: nanoUsd,
    })),
    sum_usd: lines.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0n),
  };
}

const sources: Readonly<Record<UsageEvent['usage_source'], string>> = {
  provider: 'The provider reported the tokens.',
  counted: 'The provider reported no tokens, so Tollgate counted them.',
  presumed: 'What the call used is not known: the process ended while it ran.',
  none: 'The call was never sent to a provider.',
};

/** Calls of tools, which have no tokens and one price. */
const toolSources: Readonly<Record<UsageEvent['usage_source'], string>> = {
  ...sources,
  provider: 'A call of a tool has no tokens; it costs what its server was registered with.',
  counted: 'Whether the tool did its work is not known, so the call costs what its server was registered with.',
};

/** Answers that were there already. */
const keptAnswers: Partial<Record<NonNullable<UsageEvent['cache_state']>, string>> = {
  hit: 'The cache held the answer to the same request, so nothing was sent to a provider.',
  similar: 'The cache held the answer to a request that means the same, so nothing was sent to a provider.',
  replay: 'The answer to an earlier call with the same Idempotency-Key was told again; nothing was sent to a provider.',
};

/** What the protocols of sessions end in, beside those of the calls in them. */
const sessionSuffix = '_session';

/** What attempts without an answer add to the cost. */
const bookedUsd = ({ failed_attempts: attempts }: UsageEvent): bigint =>
  attempts.reduce((sum, { cost_usd: cost }) => sum + (cost ?? 0n), 0n);

const tierWords = (tier: UsageEvent['service_tier']): string =>
  tier === null ? '' : tier === 'other' ? ' It was served in a tier of its own.' : ` It was served in the ${tier} tier.`;

const servedWords = ({ service_tier: tier, inference_geo: geo }: UsageEvent): string =>
  `${tierWords(tier)}${geo === 'us' ? ' It ran in the United States alone, which costs a tenth more.' : ''}`;

/** In a sentence or two, where tokens and cost come from. */
export function explanationOf(event: UsageEvent, price: PriceExplanation | null): string {
  const kept = event.cache_state === null ? undefined : keptAnswers[event.cache_state];
  if (kept !== undefined) return kept;
  if (event.protocol.endsWith(sessionSuffix) && event.usage_source === 'none') {
    return `A session costs nothing by itself: each of its responses is a call of its own, with the tag realtime_session=${toPublicId('request', event.id)}.`;
  }
  const isTool = event.protocol === 'mcp';
  const source = (isTool ? toolSources : sources)[event.usage_source] + servedWords(event);
  if (event.cost_state === 'not_billed') return `${source} Nothing was billed.`;
  if (event.cost_state === 'unpriced') return `${source} No price was known for the model, so the cost is not complete.`;
  if (event.usage_source === 'presumed') return `${source} Its cost is the most it could have been, until better evidence comes.`;
  if (event.cost_state === 'zero') return `${source} At the prices in force this costs nothing.`;
  if (isTool) return source;
  if (price === null) return `${source} The price it was computed with is not in the price list any more.`;
  const booked = bookedUsd(event);
  const asLines = `${source} Each line is its units at the price in force then; the cost is their sum`;
  if (price.sum_usd + booked === event.cost_usd)
    return booked === 0n ? `${asLines}.` : `${asLines} and what attempts without an answer may be billed for.`;
  return `${source} The lines do not add up to the cost: it was a batch, or the price changed while the call ran. The cost is what was charged.`;
}
