import { z } from 'zod';
import { servedTiers, type TokenUsage } from '#lib/core/token-usage.ts';
import type { CallBilling } from './usage-event.ts';

const count = z.number().optional();

/** What decided the cost of a call beside its tokens, as the journal and the database keep it. */
export const callBilling = z.object({
  tier: z.enum(servedTiers).optional(),
  geo: z.literal('us').optional(),
  units: z
    .object({
      ...{ audioInput: count, imageInput: count, audioCacheRead: count, imageCacheRead: count, audioOutput: count, imageOutput: count },
      ...{ cacheWriteLong: count, citations: count, webSearches: count, groundedPrompts: count, mapSearches: count },
      ...{ storageSearches: count, codeSessions: count, otherTools: count, searchUnits: count, pictures: count, toolPictures: count },
      ...{ characters: count, trainedTokens: count, audioMs: count },
    })
    .optional(),
});

/** What of a usage vector is kept beside its tokens; undefined for what needs nothing beside them. */
export function billingOf({ tier, geo, media }: TokenUsage): CallBilling | undefined {
  const counted = media === undefined ? [] : Object.entries(media).filter(([, units]) => units > 0);
  const isStandard = tier === undefined || tier === 'standard';
  if (isStandard && geo !== 'us' && counted.length === 0) return undefined;
  return {
    ...(isStandard ? {} : { tier }),
    ...(geo === 'us' ? { geo } : {}),
    ...(counted.length === 0 ? {} : { units: Object.fromEntries(counted) }),
  };
}

/** The usage vector of a stored call, complete. `billing` as it lies in the database; what is not understood of it is left out. */
export function usageWith(tokens: TokenUsage, billing: unknown): TokenUsage {
  const known = billing === null || billing === undefined ? undefined : callBilling.safeParse(billing).data;
  if (known === undefined) return tokens;
  const media = Object.fromEntries(Object.entries(known.units ?? {}).filter(([, units]) => units !== undefined));
  return {
    ...tokens,
    ...(known.tier === undefined ? {} : { tier: known.tier }),
    ...(known.geo === undefined ? {} : { geo: known.geo }),
    ...(Object.keys(media).length === 0 ? {} : { media }),
  };
}
