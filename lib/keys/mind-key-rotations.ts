import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { overdueMail, remindMail } from './key-mail.ts';
import { mailStewards } from './key-stewards.ts';

const tenantsAtOnce = 200;
const perTransaction = 100;
const dayMs = 86_400_000;

/** Keys by what was done about them. */
export interface Minded {
  readonly reminded: number;
  readonly warned: number;
  readonly ended: number;
}

type Stage = keyof Minded;

interface DueRow extends Record<string, unknown> {
  readonly id: string;
  readonly stage: Stage | null;
  /** float8; milliseconds are exact in it. */
  readonly due_ms: number;
  readonly overlap_days: number;
  readonly enforced: boolean;
}

interface TenantWork {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly now: Date;
}

/** Where a key gets to now; what is overdue is warned of once, or given its end with the whole overlap before it, however late that is seen. */
function stageOf({ due_ms: dueMs, enforced }: DueRow, now: Date): Stage {
  if (dueMs > now.getTime()) return 'reminded';
  return enforced ? 'ended' : 'warned';
}

/** Keys for which something is to be done, with the rule that counts for them; `tenants_due` (db/functions/jobs.sql) knows the same. */
async function dueKeys({ tx, tenantId, now }: TenantWork): Promise<DueRow[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await tx.execute<DueRow>(sql`
    select k.id, k.rotation_stage as stage, p.overlap_days, p.enforced,
      extract(epoch from k.created_at + make_interval(days => p.rotate_every_days))::float8 * 1000 as due_ms
    from virtual_key k
    join key_policy p on p.tenant_id = ${tenantId} and p.rotate_every_days is not null
      and p.id = key_rotation_rule(k.tenant_id, k.kind, k.team_id)
    where k.tenant_id = ${tenantId} and k.status = 'active' and coalesce(least(k.expires_at, k.rotation_ends_at) > ${at}, true)
      and not exists (select from virtual_key s where s.tenant_id = ${tenantId} and s.rotated_from_id = k.id)
      and case when k.created_at + make_interval(days => p.rotate_every_days) <= ${at}
        then k.rotation_stage is distinct from (case when p.enforced then 'ended' else 'warned' end) and k.rotation_stage is distinct from 'ended'
        else k.rotation_stage is null and k.created_at + make_interval(days => p.rotate_every_days - p.remind_days) <= ${at} end
    order by k.created_at limit ${perTransaction} for update of k skip locked`);
  return [...rows];
}

async function mindKey(work: TenantWork, due: DueRow): Promise<Stage> {
  const { tx, tenantId, now } = work;
  const stage = stageOf(due, now);
  const endsAt = stage === 'ended' ? new Date(now.getTime() + due.overlap_days * dayMs) : null;
  await tx.execute(sql`update virtual_key set rotation_stage = ${stage}, rotation_ends_at = ${endsAt?.toISOString() ?? null}::timestamptz,
    updated_at = ${now.toISOString()}::timestamptz, version = version + 1 where tenant_id = ${tenantId} and id = ${due.id}`);
  const dueAt = new Date(due.due_ms);
  await mailStewards(work, [due.id], (key) => (stage === 'reminded' ? remindMail(key, dueAt) : overdueMail(key, dueAt, endsAt)));
  const origin = {
    tenantId,
    actorKind: 'system',
    ...{ actorId: null, actorName: 'rules for keys', ip: null, userAgent: '' },
    requestId: newUuid(now.getTime()),
  } as const;
  const change = {
    ...{ resource: 'key', id: toPublicId('key', due.id) },
    before: { rotation_stage: due.stage },
    after: { rotation_stage: stage, rotation_ends_at: endsAt?.toISOString() ?? null },
  };
  await writeAudit(tx, origin, 'key.mind_rotation', [change], now);
  return stage;
}

async function mindTenant(work: TenantWork): Promise<readonly Stage[]> {
  const stages: Stage[] = [];
  for (const due of await dueKeys(work)) stages.push(await mindKey(work, due));
  if (stages.includes('ended')) await bumpConfigVersions(work.tx, work.tenantId, ['keys']);
  return stages;
}

/**
 * A reminder before a key is due, a warning when it is, and an end after the overlap where the rule is enforced: a new key cannot
 * be handed out by anybody but its owner. Each step is taken once a key. Safe to run side by side.
 */
export async function mindKeyRotations({ app, jobs }: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<Minded> {
  const due = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('mind-key-rotations', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  const minded = { reminded: 0, warned: 0, ended: 0 };
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    for (const stage of await inTenant(app, tenantId, (tx) => mindTenant({ tx, tenantId, now }))) minded[stage] += 1;
  }
  return minded;
}
