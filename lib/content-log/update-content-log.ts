import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { contentLogSetting, team } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { ContentLogSettings, contentLogUpdate } from '#lib/contracts/content-log.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readContentSettings, toStoredRules } from './stored-rules.ts';

const wire = (settings: ContentLogSettings): object => Object(z.encode(ContentLogSettings, settings));

/** Sets all of it: a PUT says what is to hold. */
export const updateContentLog = defineCommand(contentLogUpdate, async (ctx, { otherwise, rules }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readContentSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  const named = [...new Set(rules.flatMap(({ team_id: id }) => (id === null ? [] : [id])))];
  const found = await tx
    .select({ id: team.id })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), inArray(team.id, named)));
  const known = new Set(found.map(({ id }) => id));
  const errors = rules.flatMap(({ team_id: id }, index) =>
    id === null || known.has(id) ? [] : [{ pointer: `/rules/${index}/team_id`, detail: 'There is no such team' }],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const values = { rules: toStoredRules({ otherwise, rules }), updatedAt: now, version: before.version + 1 };
  await tx
    .insert(contentLogSetting)
    .values({ tenantId, ...values })
    .onConflictDoUpdate({ target: contentLogSetting.tenantId, set: values });
  const after = await readContentSettings(tx, tenantId);
  const change = { resource: 'content_log', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
