import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Grant } from './access.ts';
import type { Authentication } from './context.ts';
import { type GrantRow, grantOf } from './load-grants.ts';
import type { FactorRules } from './must-enrol.ts';
import type { SessionRules } from './session-rules.ts';

/** The person behind a session, with what the organization decides about sessions. */
export interface SessionPerson {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  /** Signed in with a temporary password. */
  readonly mustChangePassword: boolean;
  readonly sessionCreatedAt: Date;
  /** When the session was last noted as in use. */
  readonly seenAt: Date;
  readonly verifiedAt: Date;
  /** How the session was opened. */
  readonly method: string;
  /** Whether a second factor is confirmed. */
  readonly hasFactor: boolean;
  readonly tenantStatus: string;
  readonly tenantKind: string;
  /** Null where the organization set nothing. */
  readonly rules: (SessionRules & FactorRules & { readonly auditReads: 'content' | 'all' }) | null;
  /** Whether places of the organization ask anything of sessions. */
  readonly isGoverned: boolean;
}

/** A row of `person_of_session` (db/functions/access.sql); instants in milliseconds since the epoch. */
interface PersonRow extends Record<string, unknown> {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly has_temporary_password: boolean;
  readonly session_created_at_ms: number;
  readonly seen_at_ms: number;
  readonly verified_at_ms: number;
  readonly method: string;
  readonly has_factor: boolean;
  readonly tenant_status: string;
  readonly tenant_kind: string;
  readonly rules: {
    readonly factor_required: FactorRules['factorRequired'];
    readonly factor_roles: readonly string[];
    readonly factor_due_at_ms: number | null;
    readonly idle_minutes: number | null;
    readonly absolute_minutes: number;
    readonly allowed_networks: readonly string[];
    readonly allowed_countries: readonly string[];
    readonly audit_reads: 'content' | 'all';
  } | null;
  readonly is_governed: boolean;
  readonly grants: readonly GrantRow[];
}

const rulesOf = (rules: PersonRow['rules']): SessionPerson['rules'] =>
  rules && {
    ...{ factorRequired: rules.factor_required, factorRoles: rules.factor_roles },
    factorDueAt: rules.factor_due_at_ms === null ? null : new Date(rules.factor_due_at_ms),
    ...{ idleMinutes: rules.idle_minutes, absoluteMinutes: rules.absolute_minutes },
    ...{ allowedNetworks: rules.allowed_networks, allowedCountries: rules.allowed_countries, auditReads: rules.audit_reads },
  };

const personOf = (row: PersonRow): SessionPerson => ({
  ...{ userId: row.user_id, email: row.email, name: row.name, mustChangePassword: row.has_temporary_password },
  ...{ sessionCreatedAt: new Date(row.session_created_at_ms), seenAt: new Date(row.seen_at_ms), verifiedAt: new Date(row.verified_at_ms) },
  ...{ method: row.method, hasFactor: row.has_factor, tenantStatus: row.tenant_status, tenantKind: row.tenant_kind },
  ...{ rules: rulesOf(row.rules), isGoverned: row.is_governed },
});

/**
 * The person behind a session and what they hold, in one statement; no person when the session was revoked or has expired, or the account is
 * not active.
 */
export async function loadPerson(
  tx: TenantTransaction,
  { tenantId, sessionId }: Authentication,
  now: Date,
): Promise<{ readonly person: SessionPerson | undefined; readonly grants: readonly Grant[] }> {
  const at = now.toISOString();
  const ms = (column: string) => sql`(extract(epoch from ${sql.identifier(column)}) * 1000)::float8`;
  const [row] = await tx.execute<PersonRow>(sql`
    select *, ${ms('session_created_at')} as session_created_at_ms, ${ms('seen_at')} as seen_at_ms, ${ms('verified_at')} as verified_at_ms,
      (select coalesce(json_agg(g), '[]') from grants_of(${tenantId}, person.user_id, ${at}) as g) as grants
    from person_of_session(${tenantId}, ${sessionId}, ${at}) as person`);
  return row === undefined ? { person: undefined, grants: [] } : { person: personOf(row), grants: row.grants.map(grantOf) };
}
