import { and, eq } from 'drizzle-orm';
import { incident } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Incident } from '#lib/contracts/incidents.ts';
import { AppError } from '#lib/core/errors.ts';
import { addStep, readIncident } from './incident-rows.ts';

/** Moves an incident on; `conflict` where it is there already or past it. */
export async function changeState(
  ctx: OperationContext,
  { incident_id: id, note }: { readonly incident_id: string; readonly note: string },
  state: 'acknowledged' | 'resolved',
): Promise<Outcome<Incident>> {
  const { tx, tenantId, now, caller } = ctx;
  await lockRow(tx, incident, tenantId, id);
  const before = await readIncident(ctx, id);
  ctx.expectVersion(before.version);
  if (before.state === 'resolved' || before.state === state) {
    throw new AppError('conflict', { detail: `The incident is ${before.state} already.` });
  }
  const by = caller.userId;
  const set = state === 'resolved' ? { resolvedAt: now, resolvedBy: by } : { acknowledgedAt: now, acknowledgedBy: by };
  await tx
    .update(incident)
    .set({ state, ...set, version: before.version + 1 })
    .where(and(eq(incident.tenantId, tenantId), eq(incident.id, id)));
  await addStep(ctx, id, state, note);
  const after = await readIncident(ctx, id);
  return { result: after, changes: [changeOf('incident', 'incident', Incident, before, after)] };
}
