import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Longest time that an answer is kept. */
export const cacheTtlSecondsMax = 30 * 86_400;

/** off · opt_in: calls that send x-tollgate-cache · all: calls that do not refuse it. */
export const cacheModes = ['off', 'opt_in', 'all'] as const;
/** Who shares answers with whom. */
export const cacheIsolations = ['tenant', 'department', 'team', 'key'] as const;

/** Loans of kept answers of one organization, at most. */
export const cacheLoansMax = 200;

/** A team whose calls take and leave answers where those of another team are kept. */
export const CacheLoan = z.strictObject({
  team_id: publicId('team').meta({ description: 'Whose kept answers they are' }),
  borrower_team_id: publicId('team').meta({ description: 'Who shares them; no other answers of theirs are kept' }),
});
export type CacheLoan = z.output<typeof CacheLoan>;

const settings = {
  loans: z
    .array(CacheLoan)
    .max(cacheLoansMax)
    .meta({ description: 'Teams that share the kept answers of another one; only where `isolation` is `team`' }),
  mode: z.enum(cacheModes).meta({ description: '`opt_in`: calls that send x-tollgate-cache; `all`: calls that do not refuse it' }),
  ttl_seconds: z.number().int().min(1).max(cacheTtlSecondsMax).meta({ description: 'How long an answer is kept' }),
  isolation: z
    .enum(cacheIsolations)
    .meta({ description: 'Who shares answers with whom; a key without a team or department shares with nobody' }),
  semantic: z
    .boolean()
    .meta({ description: 'Whether a request whose last turn means the same as an earlier one is answered as that one was' }),
  embedding_model: line(200).nullable().meta({ description: 'A model of yours that turns texts into vectors; null for the one built in' }),
  similarity_min: z.number().min(0.8).max(1).meta({ description: 'Least cosine similarity of two last turns' }),
};

/** How an organization keeps answers. */
export const CacheSettings = z.strictObject({
  ...settings,
  updated_at: instant.nullable().meta({ description: 'Null until somebody has set it' }),
  version: z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 until somebody has set it' }),
});
export type CacheSettings = z.output<typeof CacheSettings>;

const count = z.number().int().min(0);

/** What the cache did in a stretch of time. */
export const CacheUse = z.strictObject({
  from: instant,
  calls: count.meta({ description: 'Calls for which the cache was asked' }),
  hits: count.meta({ description: 'Answered as the very same request was' }),
  similar: count.meta({ description: 'Answered as one that means the same was' }),
  misses: count,
  bypasses: count.meta({ description: 'Calls that went past the cache' }),
  replays: count.meta({ description: 'Answers told again for the same Idempotency-Key; they are not part of the calls' }),
  hit_rate: z.number().min(0).max(1).nullable().meta({ description: '(hits + similar) / (hits + similar + misses); null without calls' }),
  saved_usd: usd.meta({ description: 'What the answers would have cost had they not been there already' }),
});
export type CacheUse = z.output<typeof CacheUse>;

/** Kept answers of one kind. */
export const KeptAnswers = z.strictObject({
  owner: z.enum(['tenant', 'department', 'team', 'key']),
  id: z.string().nullable().meta({ description: 'Of the department, team or key that shares them' }),
  name: z.string().nullable(),
  data_class: z.string().nullable(),
  model: z.string(),
  entries: count,
  bytes: count,
  newest_at: instant,
});
export type KeptAnswers = z.output<typeof KeptAnswers>;

/** What a team had of the kept answers that it borrows. */
export const CacheLoanUse = z.strictObject({
  ...CacheLoan.shape,
  team_name: z.string().nullable(),
  borrower_name: z.string().nullable(),
  calls: count.meta({ description: 'Calls of the borrower for which the cache was asked' }),
  hits: count.meta({ description: 'Answered from what was kept, by whichever of both' }),
  saved_usd: usd,
});
export type CacheLoanUse = z.output<typeof CacheLoanUse>;

/** Rows of kept answers that are listed, those with the most entries first. */
export const keptRowsMax = 100;

export const Cache = CacheSettings.extend({
  use: CacheUse,
  lent: z.array(CacheLoanUse),
  entries: count,
  bytes: count,
  kept: z.array(KeptAnswers).max(keptRowsMax),
});
export type Cache = z.output<typeof Cache>;

export const cacheGet = defineOperation({
  name: 'cache.get',
  summary: 'Get how answers are kept, what that saved, and what is kept',
  permission: 'cache.read',
  scope: 'tenant',
  input: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30).meta({ description: 'How far back use is counted' }) }),
  output: Cache,
  examples: [{}, { days: 7 }],
  http: { method: 'GET', path: '/cache' },
});

export const cacheUpdate = defineOperation({
  name: 'cache.update',
  summary: 'Set how answers are kept',
  permission: 'cache.write',
  scope: 'tenant',
  input: z.strictObject({
    mode: settings.mode,
    ttl_seconds: settings.ttl_seconds.default(3600),
    isolation: settings.isolation.default('team'),
    loans: settings.loans.default([]),
    semantic: settings.semantic.default(false),
    embedding_model: settings.embedding_model.default(null),
    similarity_min: settings.similarity_min.default(0.95),
  }),
  output: CacheSettings,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ mode: 'all' }, { mode: 'opt_in', ttl_seconds: 86_400, isolation: 'tenant' }],
  http: { method: 'PUT', path: '/cache' },
  touches: ['cache'],
});

export const cacheClear = defineOperation({
  name: 'cache.clear',
  summary: 'Forget kept answers: all of them, or those of a model, department, team or key',
  permission: 'cache.write',
  scope: 'tenant',
  input: z.strictObject({
    department_id: publicId('department').optional(),
    team_id: publicId('team').optional(),
    key_id: publicId('key').optional(),
    model: line(200).optional(),
  }),
  output: z.strictObject({ cleared: count.meta({ description: 'Answers that were forgotten' }) }),
  examples: [{}, { team_id: 'team_01jdnhwyg0e008000000000001', model: 'sandbox-small' }],
  http: { method: 'DELETE', path: '/cache' },
  touches: ['cache'],
});
