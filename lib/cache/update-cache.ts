import { z } from 'zod';
import { cacheSettings } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { CacheSettings, cacheUpdate } from '#lib/contracts/cache.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readCacheSettings } from './read-cache-settings.ts';
import { requireLoans } from './require-loans.ts';

/** Sets all of it: a PUT says what is to hold, and what it leaves out goes back to its default. */
export const updateCache = defineCommand(cacheUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readCacheSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  await requireLoans(ctx, input);
  const values = {
    mode: input.mode,
    ttlSeconds: input.ttl_seconds,
    isolation: input.isolation,
    loans: input.loans.map(({ team_id: team, borrower_team_id: borrower }) => ({ team, borrower })),
    isSemantic: input.semantic,
    embeddingModel: input.embedding_model,
    similarityPermille: Math.round(input.similarity_min * 1000),
    updatedAt: now,
    version: before.version + 1,
  };
  await tx
    .insert(cacheSettings)
    .values({ tenantId, ...values })
    .onConflictDoUpdate({ target: cacheSettings.tenantId, set: values });
  const after = await readCacheSettings(tx, tenantId);
  const wire = (settings: CacheSettings): object => Object(z.encode(CacheSettings, settings));
  const change = { resource: 'cache', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
