import { and, eq } from 'drizzle-orm';
import { accessGrant, virtualKey } from '#db/schema/index.ts';
import { raiseLimit } from '#lib/budgets/raise-limit.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { changeKey, lockKey } from '#lib/keys/change-key.ts';
import { startApprovedProject } from '#lib/projects/start-approved-project.ts';
import { ruledContext } from './ruled-context.ts';
import type { StoredApproval } from './start-level.ts';
import { readSubject } from './subject.ts';

interface Opened {
  readonly kind: 'provider' | 'model';
  readonly values: readonly string[];
  readonly keyId: string | null;
  readonly teamId: string | null;
}

/** A key that is limited to models can be called with no others, so what was granted joins its list. */
async function allowModels(ctx: OperationContext, keyId: string, models: readonly string[]): Promise<readonly Change[]> {
  const before = await lockKey(ctx, keyId);
  if (before.allowed_models === null) return [];
  const { changes } = await changeKey(ctx, before, { allowedModels: [...new Set([...before.allowed_models, ...models])] });
  return changes ?? [];
}

async function openAccess(ctx: OperationContext, of: StoredApproval, { kind, values, keyId, teamId }: Opened): Promise<readonly Change[]> {
  const { tx, tenantId, now } = ctx;
  const holderId = keyId ?? teamId;
  if (holderId === null) throw new AppError('internal', { internal: `The approval ${of.id} opens access for nobody` });
  if (keyId !== null) {
    const [key] = await tx
      .select({ status: virtualKey.status })
      .from(virtualKey)
      .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, keyId)));
    if (key?.status !== 'active') throw new AppError('conflict', { detail: 'The key that access was asked for is disabled by now.' });
  }
  const holderKind = keyId === null ? ('team' as const) : ('key' as const);
  await tx.insert(accessGrant).values(
    values.map((value) => ({
      tenantId,
      id: newUuid(now.getTime()),
      kind,
      value,
      holderKind,
      holderId,
      approvalId: of.id,
      createdAt: now,
    })),
  );
  return keyId !== null && kind === 'model' ? allowModels(ctx, keyId, values) : [];
}

/**
 * Carries out what was approved, in the transaction of the last decision: limits and access change with it or not at all.
 * A call and a key are taken up later by who asked. Answers what else has changed, for the audit trail.
 */
export async function applyApproval(caller: OperationContext, of: StoredApproval): Promise<readonly Change[]> {
  const ctx = ruledContext(caller);
  switch (of.kind) {
    case 'request':
    case 'key_request':
      return [];
    case 'budget_raise': {
      const { budget_id: budgetId, limit_nano_usd: limit } = readSubject('budget_raise', of.subject);
      return [await raiseLimit(ctx, budgetId, BigInt(limit))];
    }
    case 'project_start':
      return startApprovedProject(ctx, readSubject('project_start', of.subject).project_id);
    case 'model_access': {
      const { models, key_id: keyId, team_id: teamId } = readSubject('model_access', of.subject);
      return openAccess(ctx, of, { kind: 'model', values: models, keyId, teamId });
    }
    case 'provider_access': {
      const { providers, key_id: keyId, team_id: teamId } = readSubject('provider_access', of.subject);
      return openAccess(ctx, of, { kind: 'provider', values: providers, keyId, teamId });
    }
  }
}
