import { and, count, eq } from 'drizzle-orm';
import { auditTarget } from '#db/schema/index.ts';
import { clientOf } from '#db/tenant.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { dataKeyForSealing, sealCredential } from '#lib/connections/keyring.ts';
import {
  AuditTarget,
  type AuditTargetKind,
  auditTargetCreate,
  auditTargetDelete,
  auditTargetsMax,
  auditTargetUpdate,
} from '#lib/contracts/audit-targets.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { readLog } from '../log-row.ts';
import { syslogAddress } from './syslog-target.ts';
import { lockTarget, toTarget } from './target-rows.ts';

const nameTaken = { pointer: '/name', detail: 'Another target has this name' };

interface Written {
  readonly kind: AuditTargetKind;
  readonly url?: string | undefined;
  readonly credential?: string | undefined;
  readonly settings: { readonly recipients?: readonly string[] | undefined };
}

/** What a kind needs: an address it can reach, a credential, or whom to write to. */
function requireFields(ctx: OperationContext, { kind, url, credential, settings }: Written): void {
  const errors: FieldError[] = [];
  if (kind === 'anchor_email') {
    if (settings.recipients === undefined) errors.push({ pointer: '/settings/recipients', detail: 'Anchors by e-mail need recipients' });
    if (url !== undefined) errors.push({ pointer: '/url', detail: 'E-mail has no address of this kind' });
  } else if (url === undefined) errors.push({ pointer: '/url', detail: 'An address is needed' });
  else if (kind === 'syslog' && syslogAddress(url) === undefined) errors.push({ pointer: '/url', detail: 'Write it as tls://host:6514' });
  const isStorage = kind === 'archive' || kind === 'anchor_s3';
  if (isStorage && !/^[^:\s]+:\S+$/.test(credential ?? ''))
    errors.push({ pointer: '/credential', detail: 'Object storage needs `access key:secret key`' });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  if (url !== undefined && kind !== 'syslog') checkOutboundUrl(ctx.runtime.outbound.policy, url);
}

async function sealed(ctx: OperationContext, id: string, credential: string | undefined) {
  if (credential === undefined) return {};
  const dataKey = await dataKeyForSealing(ctx.tx, ctx.tenantId, ctx.runtime.masterKeys);
  return {
    credential: sealCredential(dataKey, ctx.tenantId, id, credential),
    encryptionKeyId: dataKey.id,
    credentialHint: `…${credential.slice(-4)}`,
  };
}

/** Where a new target begins: at the first entry, or behind the newest one. */
async function beginning({ tx, tenantId }: OperationContext, fromStart: boolean): Promise<{ cursorEpoch: number; cursorIndex: bigint }> {
  const log = fromStart ? undefined : await readLog(clientOf(tx), tenantId);
  return { cursorEpoch: log?.epoch ?? 1, cursorIndex: log?.treeSize ?? 0n };
}

export const createAuditTarget = defineCommand(auditTargetCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  requireFields(ctx, input);
  const [row] = await tx.select({ count: count() }).from(auditTarget).where(eq(auditTarget.tenantId, tenantId));
  if ((row?.count ?? 0) >= auditTargetsMax)
    throw new AppError('limit_reached', { detail: `The audit trail is sent to ${auditTargetsMax} places, which is the most.` });
  const id = newUuid(now.getTime());
  const { name, kind, url = null, settings, credential, from_start: fromStart } = input;
  const values = {
    ...{ tenantId, id, name, kind, url, settings, createdAt: now, updatedAt: now, nextAttemptAt: now },
    ...(await beginning(ctx, fromStart)),
    ...(await sealed(ctx, id, credential)),
  };
  const [made] = await refuseDuplicate('audit_target_name', nameTaken, tx.insert(auditTarget).values(values).returning());
  if (made === undefined) throw new AppError('internal', { internal: 'The target that was just made is not there' });
  const after = toTarget(made);
  return { result: after, changes: [changeOf('audit_target', 'auditTarget', AuditTarget, null, after)] };
});

export const updateAuditTarget = defineCommand(auditTargetUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockTarget(ctx, input.audit_target_id);
  ctx.expectVersion(before.version);
  const { name = before.name, status = before.status } = input;
  const settings = input.settings ?? toTarget(before).settings;
  const set = {
    ...{ name, status, settings, updatedAt: now, version: before.version + 1 },
    ...(await sealed(ctx, before.id, input.credential)),
    // Whoever changed it wants to see whether it works now.
    ...{ attempts: 0, nextAttemptAt: now },
  };
  const where = and(eq(auditTarget.tenantId, tenantId), eq(auditTarget.id, before.id));
  const [row] = await refuseDuplicate('audit_target_name', nameTaken, tx.update(auditTarget).set(set).where(where).returning());
  if (row === undefined) throw new AppError('not_found');
  const after = toTarget(row);
  return { result: after, changes: [changeOf('audit_target', 'auditTarget', AuditTarget, toTarget(before), after)] };
});

export const deleteAuditTarget = defineCommand(auditTargetDelete, async (ctx, input) => {
  const before = toTarget(await lockTarget(ctx, input.audit_target_id));
  await ctx.tx.delete(auditTarget).where(and(eq(auditTarget.tenantId, ctx.tenantId), eq(auditTarget.id, before.id)));
  return { result: before, changes: [changeOf('audit_target', 'auditTarget', AuditTarget, before, null)] };
});
