import { and, eq } from 'drizzle-orm';
import { reconciliationSchedule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { openConnection } from '#lib/connections/index.ts';
import { dataKeyForSealing, sealCredential } from '#lib/connections/keyring.ts';
import {
  ReconciliationSchedule,
  reconciliationScheduleCreate,
  reconciliationScheduleDelete,
  reconciliationScheduleUpdate,
} from '#lib/contracts/reconciliation-schedules.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { originOf, reportOf } from '../plan-report.ts';
import { readSchedule } from './schedule-rows.ts';
import { dueAt, firstDay } from './schedule-times.ts';

interface Owner {
  readonly id: string;
  readonly connectionId: string;
}

const second = { pointer: '/connection_id', detail: 'This connection is compared by schedule already' };

/** The columns of a credential: a new one, none, or (where nothing is said) as they are. */
async function sealed(ctx: OperationContext, { id, connectionId }: Owner, credential: string | null | undefined) {
  if (credential === undefined) return {};
  if (credential === null) return { credential: null, encryptionKeyId: null, credentialHint: null, credentialOrigin: null };
  const dataKey = await dataKeyForSealing(ctx.tx, ctx.tenantId, ctx.runtime.masterKeys);
  return {
    credential: sealCredential(dataKey, ctx.tenantId, id, credential),
    encryptionKeyId: dataKey.id,
    credentialHint: `…${credential.slice(-4)}`,
    credentialOrigin: originOf(await openConnection(ctx, connectionId)),
  };
}

export const createSchedule = defineCommand(reconciliationScheduleCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  const probe = await openConnection(ctx, input.connection_id);
  const asks = reportOf(probe.provider) !== null;
  if (asks && probe.credential === null && input.admin_credential === undefined)
    throw new AppError('conflict', { detail: 'The connection has no credential; send an admin credential.' });
  const rule = { everyDays: input.every_days, waitHours: input.wait_hours };
  const id = newUuid(now.getTime());
  const comparedTo = input.from ?? firstDay(rule, now);
  if (Date.parse(comparedTo) > now.getTime())
    throw new AppError('validation_failed', { errors: [{ pointer: '/from', detail: 'Must not be in the future' }] });
  const values = {
    ...{ tenantId, id, connectionId: input.connection_id, ...rule, tolerancePercent: input.tolerance_percent },
    ...{ comparedTo, nextAttemptAt: dueAt(comparedTo, rule), createdBy: caller.userId, createdAt: now, updatedAt: now },
    ...(await sealed(ctx, { id, connectionId: input.connection_id }, input.admin_credential)),
  };
  await refuseDuplicate('reconciliation_schedule_connection', second, tx.insert(reconciliationSchedule).values(values).returning());
  const after = await readSchedule(ctx, id);
  return { result: after, changes: [changeOf('reconciliation_schedule', 'reconciliationSchedule', ReconciliationSchedule, null, after)] };
});

export const updateSchedule = defineCommand(reconciliationScheduleUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const id = input.reconciliation_schedule_id;
  await lockRow(tx, reconciliationSchedule, tenantId, id);
  const before = await readSchedule(ctx, id);
  ctx.expectVersion(before.version);
  const rule = { everyDays: input.every_days ?? before.every_days, waitHours: input.wait_hours ?? before.wait_hours };
  const set = {
    ...{ ...rule, tolerancePercent: input.tolerance_percent ?? before.tolerance_percent, status: input.status ?? before.status },
    // Whoever changed it wants to see whether it works now.
    ...{ nextAttemptAt: dueAt(before.compared_to, rule), failures: 0, updatedAt: now, version: before.version + 1 },
    ...(await sealed(ctx, { id, connectionId: before.connection_id }, input.admin_credential)),
  };
  await tx
    .update(reconciliationSchedule)
    .set(set)
    .where(and(eq(reconciliationSchedule.tenantId, tenantId), eq(reconciliationSchedule.id, id)));
  const after = await readSchedule(ctx, id);
  return { result: after, changes: [changeOf('reconciliation_schedule', 'reconciliationSchedule', ReconciliationSchedule, before, after)] };
});

export const deleteSchedule = defineCommand(reconciliationScheduleDelete, async (ctx, { reconciliation_schedule_id: id }) => {
  const { tx, tenantId } = ctx;
  await lockRow(tx, reconciliationSchedule, tenantId, id);
  const before = await readSchedule(ctx, id);
  await tx.delete(reconciliationSchedule).where(and(eq(reconciliationSchedule.tenantId, tenantId), eq(reconciliationSchedule.id, id)));
  return { result: before, changes: [changeOf('reconciliation_schedule', 'reconciliationSchedule', ReconciliationSchedule, before, null)] };
});
