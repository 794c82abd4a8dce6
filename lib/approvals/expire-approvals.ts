import { and, asc, eq, lte } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { approval } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { endApproval, endStep, openStepOf } from './decide-step.ts';
import type { DeskContext } from './desk-context.ts';
import { notifyAsked, notifyDecided } from './notify.ts';
import { type StoredApproval, startLevel } from './start-level.ts';

const tenantsAtOnce = 500;
const perTransaction = 100;

/** What became of those whose time was over. */
export interface Overdue {
  readonly escalated: number;
  readonly expired: number;
}

/** Asks the next level, where the rule says so and there is one; else the approval is over. Answers what it did. */
async function endLevel(desk: DeskContext, of: StoredApproval): Promise<'escalated' | 'expired'> {
  const { on_timeout: onTimeout, levels } = of.policy;
  // Above the last level the administrators are asked, once.
  const goesOn = onTimeout === 'escalate' && of.level <= levels.length;
  const step = await openStepOf(desk, of);
  const state = goesOn ? ('escalated' as const) : ('expired' as const);
  if (step !== undefined) await endStep(desk, step, { state, decidedBy: null, delegatedFromId: null, comment: '' });
  if (goesOn) await notifyAsked(desk, of, await startLevel(desk, of, of.level + 1));
  else {
    await endApproval(desk, of.id, { state: 'expired' });
    await notifyDecided(desk, of, 'expired');
  }
  return state;
}

async function recordEnd({ tx, tenantId, now }: DeskContext, of: StoredApproval, state: 'escalated' | 'expired'): Promise<void> {
  const origin = {
    tenantId,
    actorKind: 'system',
    actorId: null,
    actorName: 'time-out',
    ip: null,
    userAgent: '',
    requestId: newUuid(now.getTime()),
  } as const;
  const id = toPublicId('approval', of.id);
  const before = { id, state: of.state, level: of.level };
  const after = { id, state: state === 'expired' ? 'expired' : of.state, level: state === 'expired' ? of.level : of.level + 1 };
  await writeAudit(
    tx,
    origin,
    `approval.${state === 'expired' ? 'expire' : 'escalate'}`,
    [{ resource: 'approval', id, before, after }],
    now,
  );
}

async function endDueOf(desk: DeskContext): Promise<Overdue> {
  const { tx, tenantId, now } = desk;
  const due = await tx
    .select()
    .from(approval)
    .where(and(eq(approval.tenantId, tenantId), eq(approval.state, 'pending'), lte(approval.dueAt, now)))
    .orderBy(asc(approval.dueAt))
    .limit(perTransaction)
    .for('update', { skipLocked: true });
  let [escalated, expired] = [0, 0];
  for (const of of due) {
    const state = await endLevel(desk, of);
    await recordEnd(desk, of, state);
    if (state === 'escalated') escalated += 1;
    else expired += 1;
  }
  return { escalated, expired };
}

/** Ends the levels whose time is over, of all tenants: the next one is asked, or nobody any more. Safe to run side by side. */
export async function expireApprovals(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<Overdue> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('expire-approvals', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let [escalated, expired] = [0, 0];
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    const ended = await inTenant(databases.app, tenantId, (tx) => endDueOf({ tx, tenantId, now }));
    escalated += ended.escalated;
    expired += ended.expired;
  }
  return { escalated, expired };
}
