import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { auditEntry } from '#db/schema/index.ts';
import { clientOf, inTenant } from '#db/tenant.ts';
import { newUuid, toPublicId, uuidFloorAt } from '#lib/core/ids.ts';

const minuteMs = 60_000;
/** A minute is over when its calls were posted, too: they come within seconds, after a crash within minutes. */
const settledMs = 2 * minuteMs;
const lookBackMs = 30 * minuteMs;
const tenantsAtOnce = 1000;

interface Refusals {
  readonly minuteMs: string;
  readonly keyId: string | null;
  readonly code: string;
  readonly count: number;
  /** Ids of policies that refused or parked such a call, as each call had them, and of guardrails; null where none did. */
  readonly policies: readonly (readonly string[])[] | null;
  readonly guardrails: readonly (readonly string[])[] | null;
}

/** What is named of each kind at most. */
const namesMax = 20;

/**
 * In what is stored of policies with a call (`PolicyOutcome` of lib/usage): those in force that let it go nowhere. A broken one refuses.
 * A policy that throttles is not told from a rate limit by the code, so it is not named.
 */
const refusingPolicies = `$.policies[*] ? (@.mode == "active" && (exists (@.actions[*] ?
  (@ == "deny" || @ == "require_approval" || @ == "broken")))).id`;
const blockingGuardrails = '$.guardrails[*] ? (@.mode == "active" && @.action == "block").id';

const named = (kind: 'policy' | 'guardrail', ids: Refusals['policies']): string[] =>
  [...new Set((ids ?? []).flat())]
    .sort()
    .slice(0, namesMax)
    .map((id) => toPublicId(kind, id));

/** The members of the entry that name who refused; none where nobody is named. */
function refusers({ policies, guardrails }: Refusals): { policies?: string[]; guardrails?: string[] } {
  const [byPolicy, byGuardrail] = [named('policy', policies), named('guardrail', guardrails)];
  return { ...(byPolicy.length === 0 ? {} : { policies: byPolicy }), ...(byGuardrail.length === 0 ? {} : { guardrails: byGuardrail }) };
}

/** The same id for the same minute, key and code, so that nothing is written twice: UUID v7 of the minute, the rest hashed. */
function refusalId(tenantId: string, { minuteMs: minute, keyId, code }: Refusals): string {
  const digits = hash('sha256', `${tenantId} ${keyId ?? ''} ${code}`, 'hex');
  return `${uuidFloorAt(Number(minute)).slice(0, 13)}-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`;
}

/**
 * Writes one entry for each key, reason and minute in which the gateway refused calls, with how many they were and which
 * policies and guardrails refused them: a script that is refused a thousand times a second would bury the rest. Answers how many entries were written.
 */
export async function recordRefusals(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const tenants = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('record-refusals', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let written = 0;
  for (const { tenantId } of tenants) {
    if (signal.aborted) break;
    written += await recordOf(databases, tenantId, now);
  }
  return written;
}

function recordOf({ app }: Pick<Databases, 'app'>, tenantId: string, now: Date): Promise<number> {
  const end = new Date(Math.floor((now.getTime() - settledMs) / minuteMs) * minuteMs);
  const start = new Date(end.getTime() - lookBackMs);
  return inTenant(app, tenantId, async (tx) => {
    const groups = await clientOf(tx)<Refusals[]>`
      SELECT (extract(epoch FROM date_trunc('minute', e.occurred_at)) * 1000)::numeric(20, 0)::text AS "minuteMs",
        d.value AS "keyId", coalesce(e.error_code, '') AS code, count(*)::int4 AS count,
        jsonb_agg(DISTINCT jsonb_path_query_array(p.said, ${refusingPolicies}::text::jsonpath)) FILTER (WHERE p.said IS NOT NULL) AS policies,
        jsonb_agg(DISTINCT jsonb_path_query_array(p.said, ${blockingGuardrails}::text::jsonpath)) FILTER (WHERE p.said IS NOT NULL) AS guardrails
      FROM usage_event AS e LEFT JOIN usage_dimension AS d ON d.tenant_id = e.tenant_id AND d.id = e.key_dim
      CROSS JOIN LATERAL (
        SELECT CASE WHEN e.error_code IN ('policy_denied', 'approval_required', 'guardrail_blocked') THEN e.policy END AS said
      ) AS p
      WHERE e.tenant_id = ${tenantId} AND e.status = 'refused'
        AND e.occurred_at >= ${start.toISOString()}::text::timestamptz AND e.occurred_at < ${end.toISOString()}::text::timestamptz
      GROUP BY 1, 2, 3`;
    if (groups.length === 0) return 0;
    const rows = await tx
      .insert(auditEntry)
      .values(
        groups.map((group) => ({
          ...{ tenantId, id: refusalId(tenantId, group), occurredAt: new Date(Number(group.minuteMs)), requestId: newUuid() },
          ...{ actorKind: 'system' as const, actorName: 'gateway', action: 'gateway.refuse', result: 'denied' as const },
          resourceKind: group.keyId === null ? 'gateway' : 'key',
          resourceId: group.keyId === null ? '' : toPublicId('key', group.keyId),
          after: { code: group.code, count: String(group.count), seconds: '60', ...refusers(group) },
        })),
      )
      .onConflictDoNothing()
      .returning({ id: sql`1` });
    return rows.length;
  });
}
