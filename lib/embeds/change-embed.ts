import { and, count, eq, gt, isNull } from 'drizzle-orm';
import { embed } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { Embed, embedCreate, embedRevoke, embedSign, embedsMax } from '#lib/contracts/embeds.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { readShown, widgetsOf } from '#lib/dashboards/dashboard-rows.ts';
import { narrowFilters } from '#lib/dashboards/narrow-filters.ts';
import { seesAsMuch } from '#lib/dashboards/sees-as-much.ts';
import { filtersFrom, readEmbed, stateOf, storedFilters, toEmbed } from './embed-rows.ts';
import { signEmbed } from './embed-token.ts';

const dayMs = 86_400_000;

export const createEmbed = defineCommand(embedCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  // Only what the author may see themselves can be shown to others.
  const { row: shown } = await readShown(ctx, input.dashboard_id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found')
      throw new AppError('not_found', { errors: [{ pointer: '/dashboard_id', detail: 'There is no such dashboard' }] });
    throw error;
  });
  if (!(await seesAsMuch(ctx, caller.userId)))
    throw new AppError('forbidden', { detail: 'An embed shows what its author may see, which this token may not.' });
  if (input.widget_id !== undefined && !widgetsOf(shown).some(({ id }) => id === input.widget_id))
    throw new AppError('not_found', { errors: [{ pointer: '/widget_id', detail: 'The dashboard has no such widget' }] });
  await lockTenant(tx, tenantId);
  const [open] = await tx
    .select({ of: count() })
    .from(embed)
    .where(and(eq(embed.tenantId, tenantId), isNull(embed.revokedAt), gt(embed.expiresAt, now)));
  if ((open?.of ?? 0) >= embedsMax)
    throw new AppError('limit_reached', { detail: `There are ${embedsMax} embeds, which is the most. Revoke one first.` });
  const id = newUuid(now.getTime());
  await tx.insert(embed).values({
    ...{ tenantId, id, dashboardId: input.dashboard_id, widgetId: input.widget_id ?? null, authorId: caller.userId, name: input.name },
    ...{ origins: [...new Set(input.origins)], filters: storedFilters(input.filters) },
    ...{ expiresAt: new Date(now.getTime() + input.days * dayMs), createdAt: now, updatedAt: now },
  });
  const result = toEmbed(await readEmbed(ctx, id), now);
  return { result, changes: [changeOf('embed', 'embed', Embed, null, result)] };
});

/** Nothing of an address is kept: the audit trail says that one was made, for what and until when, and not which. */
export const signLink = defineCommand(embedSign, async (ctx, { embed_id: id, days, filters }) => {
  const { tenantId, now, runtime, site } = ctx;
  const row = await readEmbed(ctx, id);
  if (stateOf(row, now) !== 'active') throw new AppError('conflict', { detail: 'This embed is over; no address would show it.' });
  if (!(await seesAsMuch(ctx, row.authorId)))
    throw new AppError('forbidden', { detail: `This embed shows what ${row.authorName} may see, which is more than you may.` });
  const narrowed = narrowFilters(filtersFrom(row.filters), filters);
  if (narrowed === undefined)
    throw new AppError('conflict', { detail: 'These filters contradict those of the embed: the address would show nothing.' });
  const endsMs = Math.min(now.getTime() + days * dayMs, row.expiresAt.getTime());
  const expiresAt = new Date(endsMs - (endsMs % 1000));
  const token = signEmbed(runtime.masterKeys, {
    ...{ tenantId, embedId: id, expiresAt: expiresAt.getTime() / 1000 },
    filters: storedFilters(filters),
  });
  const path = `/embed/${token}`;
  const result = { path, url: site === null ? null : `${site}${path}`, expires_at: expiresAt, filters };
  const after = { expires_at: expiresAt.toISOString(), filters: storedFilters(filters) };
  return { result, changes: [{ resource: 'embed', id: toPublicId('embed', id), before: null, after }] };
});

export const revokeEmbed = defineCommand(embedRevoke, async (ctx, { embed_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, embed, tenantId, id);
  const row = await readEmbed(ctx, id);
  ctx.expectVersion(row.version);
  const before = toEmbed(row, now);
  if (row.revokedAt !== null) return { result: before, changes: null };
  await tx
    .update(embed)
    .set({ revokedAt: now, updatedAt: now, version: row.version + 1 })
    .where(and(eq(embed.tenantId, tenantId), eq(embed.id, id)));
  const result = toEmbed(await readEmbed(ctx, id), now);
  return { result, changes: [changeOf('embed', 'embed', Embed, before, result)] };
});
