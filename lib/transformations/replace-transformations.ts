import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { team, transformationSet, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type Transformation, Transformations, transformationReplace } from '#lib/contracts/transformations.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { noTransformations, readTransformations } from './read-transformations.ts';

/** A rule for a key or team that is not there would never act, and nobody would see why. */
async function requireTargets({ tx, tenantId }: OperationContext, rules: readonly Transformation[]): Promise<void> {
  const keyIds = [...new Set(rules.flatMap((rule) => rule.key_ids))];
  const teamIds = [...new Set(rules.flatMap((rule) => rule.team_ids))];
  const keys = await tx
    .select({ id: virtualKey.id })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), inArray(virtualKey.id, keyIds)));
  const teams = await tx
    .select({ id: team.id })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), inArray(team.id, teamIds)));
  const there = new Set([...keys, ...teams].map(({ id }) => id));
  const errors = rules.flatMap(({ key_ids, team_ids }, index): FieldError[] => [
    ...(key_ids.every((id) => there.has(id)) ? [] : [{ pointer: `/rules/${index}/key_ids`, detail: 'One of the keys does not exist' }]),
    ...(team_ids.every((id) => there.has(id)) ? [] : [{ pointer: `/rules/${index}/team_ids`, detail: 'One of the teams does not exist' }]),
  ]);
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** Adds a version with these rules; versions before it stay as they are. */
export const replaceTransformations = defineCommand(transformationReplace, async (ctx, { rules }) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockTenant(tx, tenantId);
  const [before = noTransformations] = await readTransformations(tx, tenantId, 1);
  ctx.expectVersion(before.version);
  await requireTargets(ctx, rules);
  await tx.insert(transformationSet).values({
    tenantId,
    version: before.version + 1,
    rules: z.encode(transformationReplace.input, { rules }).rules,
    createdBy: caller.userId,
    createdAt: now,
  });
  const [after = noTransformations] = await readTransformations(tx, tenantId, 1);
  const wire = (value: Transformations): object => Object(z.encode(Transformations, value));
  const change = { resource: 'transformations', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
