import { and, eq } from 'drizzle-orm';
import { legalHold, project, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { LegalHold, legalHoldCreate } from '#lib/contracts/legal-holds.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { readHold } from './hold-rows.ts';

type Input = InputOf<typeof legalHoldCreate>;

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** What the kind holds, and nothing else. Throws `not_found` for whom or what there is not. */
async function coveredBy({ tx, tenantId }: OperationContext, input: Input) {
  const { kind, user_id: userId, project_id: projectId, from, to } = input;
  if (kind === 'range') {
    if (from === undefined && to === undefined) throw fault('/from', 'A range begins, ends or both');
    if (from !== undefined && to !== undefined && from >= to) throw fault('/to', 'It ends after it begins');
    return { fromAt: from ?? null, toAt: to ?? null };
  }
  const table = kind === 'person' ? userAccount : project;
  const id = kind === 'person' ? userId : projectId;
  if (id === undefined) throw fault(kind === 'person' ? '/user_id' : '/project_id', 'Say which');
  const [found] = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
  if (found === undefined) throw new AppError('not_found');
  return kind === 'person' ? { userId: id } : { projectId: id, heldResource: toPublicId('project', id) };
}

export const createLegalHold = defineCommand(legalHoldCreate, async (ctx, input) => {
  const { tx, tenantId, caller, now } = ctx;
  const covered = await coveredBy(ctx, input);
  const id = newUuid(now.getTime());
  const { name, reason, kind } = input;
  await tx.insert(legalHold).values({ tenantId, id, name, reason, kind, ...covered, createdBy: caller.userId, createdAt: now });
  const hold = await readHold(ctx, id);
  return { result: hold, changes: [changeOf('legal_hold', 'legalHold', LegalHold, null, hold)] };
});
