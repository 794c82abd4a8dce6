import { and, count, eq, isNull } from 'drizzle-orm';
import { connection, connectionLoan } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ConnectionLoan, connectionLend, connectionRecall, loansMax } from '#lib/contracts/pools.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readLoans, readOwnedOne } from './pool-rows.ts';
import { requirePart } from './require-part.ts';

const lentAlready = { pointer: '', detail: 'It is lent there already' };

export const lendConnection = defineCommand(connectionLend, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, connection, tenantId, input.connection_id);
  const of = await readOwnedOne(ctx, input.connection_id);
  if (of.departmentId === null && of.teamId === null)
    throw new AppError('conflict', {
      detail: 'This connection is the organization’s: everybody may use it. Make it somebody’s own first.',
    });
  const [departmentId, teamId] = [input.department_id ?? null, input.team_id ?? null];
  await requirePart(ctx, departmentId, teamId);
  if (departmentId === of.departmentId && teamId === of.teamId) throw new AppError('conflict', { detail: 'It belongs to them already.' });
  const active = and(eq(connectionLoan.tenantId, tenantId), eq(connectionLoan.connectionId, of.id), isNull(connectionLoan.endedAt));
  const [row] = await tx.select({ loans: count() }).from(connectionLoan).where(active);
  if ((row?.loans ?? 0) >= loansMax) throw new AppError('limit_reached', { detail: `A connection is lent to ${loansMax} at most.` });
  const id = newUuid(now.getTime());
  const loan = {
    tenantId,
    id,
    connectionId: of.id,
    departmentId,
    teamId,
    note: input.note ?? '',
    createdBy: ctx.caller.userId,
    createdAt: now,
  };
  await refuseDuplicate('connection_loan_borrower', lentAlready, tx.insert(connectionLoan).values(loan));
  const [after] = await readLoans(ctx, eq(connectionLoan.id, id));
  if (after === undefined) throw new Error('A loan that was made is there');
  return { result: after, changes: [changeOf('connection_loan', 'connectionLoan', ConnectionLoan, null, after)] };
});

export const recallConnection = defineCommand(connectionRecall, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const ofLoan = and(eq(connectionLoan.id, input.connection_loan_id), eq(connectionLoan.connectionId, input.connection_id));
  const [before] = await readLoans(ctx, ofLoan);
  if (before === undefined) throw new AppError('not_found');
  await tx
    .update(connectionLoan)
    .set({ endedAt: now, version: before.version + 1 })
    .where(and(eq(connectionLoan.tenantId, tenantId), eq(connectionLoan.id, before.id), isNull(connectionLoan.endedAt)));
  return { result: before, changes: [changeOf('connection_loan', 'connectionLoan', ConnectionLoan, before, null)] };
});
