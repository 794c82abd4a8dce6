import { and, eq, isNull, or } from 'drizzle-orm';
import { guardrail, guardrailVersion } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { guardrailPatternsMax, guardrailWebhooksMax } from '#lib/contracts/guardrail-names.ts';
import { type Guardrail, guardrailPublish } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeGuardrail, lockGuardrail, requireSound } from './change-guardrail.ts';
import { fromStored } from './guardrail-rows.ts';

/** A call waits for all patterns and webhooks of the organization, so together they are few. Throws `limit_reached`. */
async function requireFew({ tx, tenantId }: OperationContext): Promise<void> {
  const rows = await tx
    .select({ stored: guardrailVersion.definition })
    .from(guardrail)
    .innerJoin(guardrailVersion, and(eq(guardrailVersion.tenantId, guardrail.tenantId), eq(guardrailVersion.guardrailId, guardrail.id)))
    .where(
      and(
        eq(guardrail.tenantId, tenantId),
        isNull(guardrail.archivedAt),
        or(eq(guardrailVersion.number, guardrail.activeVersion), eq(guardrailVersion.number, guardrail.shadowVersion)),
      ),
    );
  let [patterns, webhooks] = [0, 0];
  for (const { stored } of rows) {
    const check = fromStored(stored)?.check;
    if (check?.type === 'terms') patterns += check.deny_patterns.length;
    if (check?.type === 'webhook') webhooks += 1;
  }
  if (patterns > guardrailPatternsMax)
    throw new AppError('limit_reached', { detail: `All guardrails together may have ${guardrailPatternsMax} patterns. Join some with |.` });
  if (webhooks > guardrailWebhooksMax)
    throw new AppError('limit_reached', { detail: `A call waits for at most ${guardrailWebhooksMax} webhooks of guardrails.` });
}

/** The draft becomes the next version; it is checked again, because the rules may have become stricter since it was saved. */
async function addVersion(ctx: OperationContext, before: Guardrail, note: string): Promise<number> {
  const { draft } = before;
  if (draft === null) throw new AppError('conflict', { detail: 'There is no draft to publish: what is published is what was saved last.' });
  requireSound(ctx, draft, '/draft');
  if (draft.check.type === 'webhook' && !before.has_secret)
    throw new AppError('conflict', { detail: 'What a webhook is asked is signed: give the guardrail a secret first.' });
  const number = (before.latest_version ?? 0) + 1;
  await ctx.tx.insert(guardrailVersion).values({
    ...{ tenantId: ctx.tenantId, guardrailId: before.id, number, definition: draft, note },
    ...{ createdBy: ctx.caller.userId, createdAt: ctx.now },
  });
  return number;
}

/** A draft is published; without one, what watches is put in force. A shadow ends when something is put in force. */
export const publishGuardrail = defineCommand(guardrailPublish, async (ctx, { guardrail_id: id, mode, note }) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await lockGuardrail(ctx, id);
  const isPromotion = mode === 'active' && before.draft === null && before.shadow_version !== null;
  const number = isPromotion ? (before.shadow_version ?? 0) : await addVersion(ctx, before, note);
  const inForce = mode === 'active' ? { activeVersion: number, shadowVersion: null } : { shadowVersion: number };
  const outcome = await changeGuardrail(ctx, before, { ...inForce, draft: null, publishedAt: ctx.now });
  await requireFew(ctx);
  return outcome;
});
