import { sql } from 'drizzle-orm';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';

/**
 * Takes the end that a rule of rotation has set from keys that no enforced rule wants replaced any more, after a change of the
 * rules. What has stopped already stays stopped. Answers what the audit trail keeps.
 */
export async function spareKeys({ tx, tenantId, now }: OperationContext): Promise<Change[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const spared = await tx.execute<{ id: string; ends_at: string }>(sql`
    with spared as (
      select k.id, k.rotation_ends_at as ends_at from virtual_key k
      where k.tenant_id = ${tenantId} and k.rotation_ends_at > ${at} and not exists (
        select from key_policy p
        where p.tenant_id = ${tenantId} and p.id = key_rotation_rule(k.tenant_id, k.kind, k.team_id)
          and p.enforced and k.created_at + make_interval(days => p.rotate_every_days) <= ${at}
      ) for update
    )
    update virtual_key k set rotation_stage = null, rotation_ends_at = null, updated_at = ${at}, version = k.version + 1
    from spared where k.tenant_id = ${tenantId} and k.id = spared.id
    returning k.id, to_char(spared.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ends_at`);
  if (spared.length > 0) await bumpConfigVersions(tx, tenantId, ['keys']);
  return [...spared].map(({ id, ends_at: endsAt }) => ({
    ...{ resource: 'key', id: toPublicId('key', id) },
    before: { rotation_stage: 'ended', rotation_ends_at: endsAt },
    after: { rotation_stage: null, rotation_ends_at: null },
  }));
}
