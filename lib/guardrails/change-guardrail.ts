import { and, eq } from 'drizzle-orm';
import { guardrail } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import { Guardrail } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { guardrailFaults } from './check-guardrail.ts';
import { readGuardrail } from './guardrail-rows.ts';

/** Where another one has the name. */
export const guardrailNameTaken = { pointer: '/name', detail: 'Another guardrail has this name' };

type GuardrailColumns = Partial<Omit<typeof guardrail.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a guardrail and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockGuardrail(ctx: OperationContext, id: string): Promise<Guardrail> {
  await lockRow(ctx.tx, guardrail, ctx.tenantId, id);
  const before = await readGuardrail(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'archived') throw new AppError('conflict', { detail: `${before.name} is archived. Create another guardrail.` });
  return before;
}

/** Writes the columns of a locked guardrail, as one more version of the row. */
export async function changeGuardrail(ctx: OperationContext, before: Guardrail, columns: GuardrailColumns): Promise<Outcome<Guardrail>> {
  const written = ctx.tx
    .update(guardrail)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(guardrail.tenantId, ctx.tenantId), eq(guardrail.id, before.id)));
  await refuseDuplicate('guardrail_name', guardrailNameTaken, written);
  const after = await readGuardrail(ctx, before.id);
  return { result: after, changes: [changeOf('guardrail', 'guardrail', Guardrail, before, after)] };
}

/** Refuses a definition that could not do what it says, and addresses that may not be called. */
export function requireSound({ runtime }: OperationContext, definition: GuardrailDefinition, pointer: string): void {
  const errors = guardrailFaults(definition, pointer);
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  if (definition.check.type === 'webhook') checkOutboundUrl(runtime.outbound.policy, definition.check.url);
}
