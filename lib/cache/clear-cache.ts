import { and, eq, inArray, like, or, sql } from 'drizzle-orm';
import { cacheEntry, cacheSettings } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { cacheClear } from '#lib/contracts/cache.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** The scopes that entries of a department, team or key are kept in, whatever their data class. */
function ownersOf(input: InputOf<typeof cacheClear>): string[] {
  const owners = { department: input.department_id, team: input.team_id, key: input.key_id };
  return Object.entries(owners).flatMap(([kind, id]) => (id === undefined ? [] : [`${kind}:${id}`]));
}

/** Forgets answers. Every process lets go of all it has in memory; what was not to be forgotten comes back from the database. */
export const clearCache = defineCommand(cacheClear, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  // First, and held to the end: an answer that was made before is either written already, and found below, or never.
  await tx
    .update(cacheSettings)
    .set({ epoch: sql`${cacheSettings.epoch} + 1` })
    .where(eq(cacheSettings.tenantId, tenantId));
  const owners = ownersOf(input);
  const ofOwners =
    owners.length === 0 ? undefined : or(inArray(cacheEntry.scope, owners), ...owners.map((owner) => like(cacheEntry.scope, `${owner}/%`)));
  const ofModel = input.model === undefined ? undefined : eq(cacheEntry.model, input.model);
  const gone = await tx
    .delete(cacheEntry)
    .where(and(eq(cacheEntry.tenantId, tenantId), ofOwners, ofModel))
    .returning({ bytes: cacheEntry.answerBytes });
  const cleared = gone.length;
  const wanted = { owners, model: input.model ?? null };
  const change = {
    resource: 'cache',
    id: toPublicId('tenant', tenantId),
    before: { ...wanted, entries: cleared },
    after: { ...wanted, entries: 0 },
  };
  return { result: { cleared }, changes: [change] };
});
