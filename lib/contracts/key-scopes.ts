import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { isRule, ruleFields } from './rate-limit-resource.ts';

/** What a key can be limited to call. Lists of models are open to every key; what they show is what it may use. */
export const keyEndpoints = [
  ...(['chat_completions', 'responses', 'messages', 'generate_content', 'embeddings', 'images', 'audio', 'moderations', 'rerank'] as const),
  ...(['realtime', 'files', 'batches', 'fine_tuning', 'mcp', 'proxy'] as const),
] as const;
export type KeyEndpoint = (typeof keyEndpoints)[number];

/** Models, ranges of addresses, tags and own rate limits of one key, at most. */
export const allowedModelsMax = 200;
const allowedProvidersMax = 50;
const allowedAddressesMax = 64;
export const keyTagsMax = 8;
const keyLimitsMax = 6;

/** Names that say what a call is for: a key says that by its project and environment, which are checked. */
const reservedTags = new Set(['project', 'environment']);
const tagName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/;

const unique = <Value>(values: readonly Value[]): boolean => new Set(values).size === values.length;

/** The tags of a key: labels of all its calls. */
const tags = z
  .record(z.string().regex(tagName, { error: '1 to 64 letters, digits, dots, dashes or underscores' }), line(200))
  .refine((value) => Object.keys(value).length <= keyTagsMax, { error: `At most ${keyTagsMax} tags` })
  .refine((value) => !Object.keys(value).some((name) => reservedTags.has(name)), {
    error: 'Bind the key to a project or environment instead of naming one in a tag',
  })
  .meta({ description: 'On every call of the key; a caller’s tag of the same name does not count', examples: [{ app: 'intranet' }] });

/** What a key may be used for, as callers write it. */
export const scopeFields = {
  allowed_models: z
    .array(line(200))
    .min(1)
    .max(allowedModelsMax)
    .meta({ description: 'Models of the organization as GET /api/v1/models names them' }),
  allowed_providers: z
    .array(line(80))
    .min(1)
    .max(allowedProvidersMax)
    .refine(unique, { error: 'A provider is there twice' })
    .meta({ description: 'Names from GET /api/v1/providers' }),
  allowed_endpoints: z.array(z.enum(keyEndpoints)).min(1).refine(unique, { error: 'An endpoint is there twice' }),
  allowed_addresses: z
    .array(z.string().trim().max(50))
    .min(1)
    .max(allowedAddressesMax)
    .meta({ description: 'Addresses and CIDR ranges of callers, IPv4 or IPv6', examples: [['203.0.113.0/24', '2001:db8::/48']] }),
  tags,
};

/** A budget that is made with a key, for this key alone. */
export const KeyBudget = z.strictObject({
  limit_usd: usd.refine((nano) => nano > 0n, { error: 'Must be more than nothing' }),
  period: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'annual']).default('monthly'),
});

/** Rate limits that are made with a key, for this key alone. */
export const keyLimits = z
  .array(z.strictObject(ruleFields).superRefine(isRule))
  .max(keyLimitsMax)
  .refine((rules) => unique(rules.map(({ metric, window }) => `${metric} ${window}`)), {
    error: 'Two limits are for the same metric and window',
  });
