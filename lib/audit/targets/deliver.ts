import { and, eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { auditTarget } from '#db/schema/index.ts';
import { clientOf, inTenant } from '#db/tenant.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { readLog } from '../log-row.ts';
import { targetKinds } from './index.ts';
import { type Cursor, newestCheckpoint, nextEntries } from './read-batch.ts';
import { DeliveryFailed, type DeliveryMeans, type TargetAddress } from './target.ts';
import { type TargetRow, toTarget } from './target-rows.ts';

const tenantsAtOnce = 100;
/** Tenants delivered for side by side: a target that is slow holds up no more than its place. */
const tenantsInParallel = 8;
/** After this a target waits for the next run, so that no run lasts as long as somebody's backlog. */
const turnMs = 10_000;
/** Longer than a delivery can take; whoever claimed a target and died is taken over from after that. */
const claimMs = 120_000;
/** Behind a delivery the next is looked for after this. */
const idleMs = 1000;
const backoffMaxMs = 900_000;
/** Batches of one target in one run; the others want their turn. */
const batchesMax = 50;
const errorLengthMax = 500;

export interface DeliveryRoom {
  readonly databases: Pick<Databases, 'app' | 'jobs'>;
  readonly masters: MasterKeys;
  readonly means: DeliveryMeans;
  readonly logger: Logger;
}

/** Takes targets that are due for this process alone, until the claim ends. */
function claim({ databases, means }: DeliveryRoom, tenantId: string): Promise<TargetRow[]> {
  const now = new Date(means.now());
  return inTenant(databases.app, tenantId, (tx) => {
    const due = sql`select id from audit_target where tenant_id = ${tenantId} and status = 'active'
      and next_attempt_at <= ${now.toISOString()}::timestamptz order by next_attempt_at for update skip locked`;
    return tx
      .update(auditTarget)
      .set({ attempts: sql`least(${auditTarget.attempts} + 1, 1000)`, nextAttemptAt: new Date(now.getTime() + claimMs) })
      .where(and(eq(auditTarget.tenantId, tenantId), sql`${auditTarget.id} in (${due})`))
      .returning();
  });
}

/** Writes what came of a delivery, unless the target was changed or taken over meanwhile. */
async function settle({ databases }: DeliveryRoom, row: TargetRow, set: Partial<TargetRow>): Promise<boolean> {
  const { tenantId, id, attempts, version } = row;
  const same = and(eq(auditTarget.id, id), eq(auditTarget.attempts, attempts), eq(auditTarget.version, version));
  const rows = await inTenant(databases.app, tenantId, (tx) =>
    tx
      .update(auditTarget)
      .set(set)
      .where(and(eq(auditTarget.tenantId, tenantId), same))
      .returning({ id: auditTarget.id }),
  );
  return rows.length > 0;
}

/** What the next delivery to a target is; null where it has everything. */
async function prepare({ databases, masters }: DeliveryRoom, row: TargetRow, cursor: Cursor) {
  const { tenantId } = row;
  return inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      const client = clientOf(tx);
      const log = await readLog(client, tenantId);
      if (log === undefined) return null;
      const { kind, name, url, settings } = toTarget(row);
      const { credential: sealed, encryptionKeyId } = row;
      const credential =
        sealed === null || encryptionKeyId === null
          ? null
          : openWith(masters, tenantId, await readWrappedKeys(tx, tenantId), { connectionId: row.id, credential: sealed, encryptionKeyId });
      const address: TargetAddress = { kind, tenantId, name, url, settings, credential };
      const declared = targetKinds[kind];
      if (declared.carries === 'checkpoints') {
        const checkpoint = await newestCheckpoint(client, log, cursor);
        if (checkpoint === null) return null;
        const next = { epoch: checkpoint.epoch, index: checkpoint.size };
        return { next, send: (means: DeliveryMeans) => declared.send(means, address, checkpoint) };
      }
      const batch = await nextEntries(client, log, masters, cursor, declared);
      if (batch === null) return null;
      return { next: { epoch: batch.epoch, index: batch.end }, send: (means: DeliveryMeans) => declared.send(means, address, batch) };
    },
    { readOnly: true },
  );
}

const backoffMs = (attempts: number): number => Math.min(backoffMaxMs, 2000 * 2 ** Math.min(attempts - 1, 20));

/** How long a target waits after what it was sent. */
function pauseMs(row: TargetRow): number {
  const { kind, settings } = toTarget(row);
  const declared = targetKinds[kind];
  return declared.carries === 'entries' ? idleMs : (settings.every_minutes ?? declared.everyMinutes) * 60_000;
}

async function deliverTo(room: DeliveryRoom, row: TargetRow, signal: AbortSignal): Promise<number> {
  let cursor: Cursor = { epoch: row.cursorEpoch, index: row.cursorIndex };
  const endsAt = room.means.now() + turnMs;
  let sent = 0;
  try {
    for (let batches = 0; batches < batchesMax && room.means.now() < endsAt && !signal.aborted; batches += 1) {
      const prepared = await prepare(room, row, cursor);
      if (prepared === null) break;
      await prepared.send(room.means);
      cursor = prepared.next;
      sent += 1;
      const progress = { cursorEpoch: cursor.epoch, cursorIndex: cursor.index, deliveredAt: new Date(room.means.now()) };
      const claimed = { nextAttemptAt: new Date(room.means.now() + claimMs) };
      if (!(await settle(room, row, { ...progress, ...claimed, lastError: null, failingSinceAt: null }))) return sent;
      if (targetKinds[toTarget(row).kind].carries === 'checkpoints') break;
    }
    const waitMs = sent === 0 ? idleMs : pauseMs(row);
    await settle(room, row, { attempts: 0, nextAttemptAt: new Date(room.means.now() + waitMs) });
  } catch (error) {
    const reason = error instanceof DeliveryFailed ? error.message : 'Something went wrong here; see the log of the worker';
    if (!(error instanceof DeliveryFailed))
      room.logger.error({ err: error, tenantId: row.tenantId, target: row.id }, 'The audit log was not delivered');
    const now = new Date(room.means.now());
    const failing = { lastError: reason.slice(0, errorLengthMax), failingSinceAt: row.failingSinceAt ?? now };
    await settle(room, row, { ...failing, nextAttemptAt: new Date(now.getTime() + backoffMs(row.attempts)) });
  }
  return sent;
}

/** Sends what is due to every target; answers how many deliveries were taken. What is sent may be sent twice, never left out. */
export async function deliverAuditLogs(room: DeliveryRoom, signal: AbortSignal): Promise<number> {
  const at = new Date(room.means.now()).toISOString();
  const tenants = await room.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('deliver-audit-logs', ${at}::text::timestamptz, ${tenantsAtOnce})`;
  let sent = 0;
  const waiting = tenants.values();
  const deliver = async (): Promise<void> => {
    for (const { tenantId } of waiting) {
      if (signal.aborted) break;
      const rows = await claim(room, tenantId);
      const counts = await Promise.all(rows.map((row) => deliverTo(room, row, signal)));
      sent += counts.reduce((sum, count) => sum + count, 0);
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(tenantsInParallel, tenants.length) }, deliver));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return sent;
}
