import { type SQL, sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import { keyScopesOf } from '../scopes/key-scopes.ts';
import type { Principal } from './snapshot.ts';

interface PrincipalRow extends Record<string, unknown> {
  /** Of the loan, else of the key. */
  readonly id: string;
  readonly key_id: string;
  readonly status: 'active' | 'disabled';
  /** float8, because int8 would come as bigint; milliseconds are exact in it. */
  readonly expires_at_ms: number | null;
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly department_id: string | null;
  readonly owner_active: boolean;
  readonly allowed_models: string[] | null;
  readonly allowed_providers: string[] | null;
  readonly allowed_endpoints: string[] | null;
  readonly allowed_addresses: string[] | null;
  readonly tags: Record<string, string>;
  readonly project_id: string | null;
  readonly environment_id: string | null;
  readonly email_domain: string | null;
  /** Of the borrower's secret; these three are absent for the key itself. */
  readonly loan_hash?: string;
  readonly lender_team_id?: string | null;
  readonly lender_department_id?: string | null;
}

/** Where the secrets of principals are, and what of them is not the key's. */
interface Holders {
  /** Tables that `k`, the key, is among, and the id by which a holder is asked for. */
  readonly from: SQL;
  readonly id: SQL;
  readonly status: SQL;
  readonly endsAt: SQL;
  /** Whom calls are charged to; `placed` has the team and department of the key itself as `home_…`. */
  readonly teamId: SQL;
  readonly departmentId: SQL;
  /** Of a loan, in `placed`: what `keys` says of both sides. */
  readonly ofLoan: SQL;
  /** What the answer says of a loan. */
  readonly told: SQL;
  /** Whether the part that lends is still there. */
  readonly lenderActive: SQL;
}

const keysThemselves: Holders = {
  ...{ from: sql`virtual_key k`, id: sql`k.id`, status: sql`k.status` },
  ...{ endsAt: sql`least(k.expires_at, k.rotation_ends_at)`, teamId: sql`home_team_id`, departmentId: sql`home_department_id` },
  ...{ ofLoan: sql``, told: sql``, lenderActive: sql`true` },
};

const loansOfKeys: Holders = {
  from: sql`key_loan l join virtual_key k on k.tenant_id = l.tenant_id and k.id = l.key_id and l.key_hash is not null`,
  ...{ id: sql`l.id`, status: sql`case when l.ended_at is not null then 'disabled' else k.status end` },
  endsAt: sql`least(k.expires_at, k.rotation_ends_at, l.expires_at)`,
  ...{ teamId: sql`borrower_team_id`, departmentId: sql`borrower_department_id` },
  ofLoan: sql`l.key_hash as loan_hash, l.team_id as borrower_team_id, l.department_id as borrower_department_id,`,
  told: sql`, keys.loan_hash, keys.home_team_id as lender_team_id, keys.home_department_id as lender_department_id`,
  lenderActive: sql`not exists (select from team h where h.tenant_id = keys.tenant_id and h.id = keys.home_team_id and h.archived_at is not null)
    and not exists (select from department h where h.tenant_id = keys.tenant_id and h.id = keys.home_department_id
      and keys.home_team_id is null and h.archived_at is not null)`,
};

async function readHolders(tx: TenantTransaction, tenantId: string, ids: readonly string[], of: Holders): Promise<PrincipalRow[]> {
  const rows = await tx.execute<PrincipalRow>(sql`
    with recursive placed as (
      select k.tenant_id, ${of.id} as id, k.id as key_id, ${of.status} as status, ${of.endsAt} as expires_at, ${of.ofLoan}
        k.user_id, k.allowed_models, k.project_id, k.environment_id, k.allowed_providers, k.allowed_endpoints, k.allowed_addresses, k.tags,
        case when k.kind = 'project' then w.team_id when k.kind <> 'personal' or m.id is not null then k.team_id end as home_team_id,
        case when k.kind = 'project' then w.department_id else k.department_id end as home_department_id
      from ${of.from}
      left join project w on k.kind = 'project' and w.tenant_id = k.tenant_id and w.id = k.project_id
      left join membership m on m.tenant_id = k.tenant_id and m.team_id = k.team_id and m.user_id = k.user_id
      where k.tenant_id = ${tenantId} and ${of.id} = any(${sqlUuidArray(ids)})
    ), keys as (
      select placed.*, ${of.teamId} as team_id, ${of.departmentId} as own_department_id from placed
    ), path as (
      select t.id as team_id, t.parent_id, t.department_id, 0 as depth from team t
      where t.tenant_id = ${tenantId} and t.id in (select team_id from keys)
      union all
      select path.team_id, t.parent_id, t.department_id, path.depth + 1 from path
      join team t on t.tenant_id = ${tenantId} and t.id = path.parent_id
      where path.department_id is null and path.depth < 32
    )
    select keys.id, keys.key_id, keys.status, extract(epoch from keys.expires_at)::float8 * 1000 as expires_at_ms, keys.user_id, keys.team_id,
      coalesce((select p.department_id from path p where p.team_id = keys.team_id and p.department_id is not null limit 1),
        case when keys.team_id is null then keys.own_department_id end) as department_id,
      tenant.status = 'active' and coalesce(u.status = 'active', true) and t.archived_at is null and d.archived_at is null
        and ${of.lenderActive} as owner_active,
      keys.allowed_models, keys.allowed_providers, keys.allowed_endpoints, keys.allowed_addresses, keys.tags, keys.project_id, keys.environment_id, lower(substring(u.email from '@([^@]+)$')) as email_domain
      ${of.told}
    from keys
    join tenant on tenant.tenant_id = ${tenantId}
    left join user_account u on u.tenant_id = ${tenantId} and u.id = keys.user_id
    left join team t on t.tenant_id = ${tenantId} and t.id = keys.team_id
    left join department d on d.tenant_id = ${tenantId} and d.id = keys.own_department_id and keys.team_id is null`);
  return [...rows];
}

/**
 * The principals behind keys and loans of keys of the transaction's tenant, by their ids; what is not there any more is missing
 * from the result, and so is a loan whose borrower has no secret.
 *
 * A team without a department of its own belongs to the one of the nearest team around it. A personal key is charged to
 * its team only while its owner is a member; the key of an archived team or department is as good as disabled. The key of a
 * project goes with the project. By a loan, the key is used on behalf of the borrower, and no longer than the loan lasts.
 */
export async function loadPrincipals(
  tx: TenantTransaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Principal>> {
  const found = new Map((await readHolders(tx, tenantId, ids, keysThemselves)).map((row) => [row.id, principalOf(tenantId, row)]));
  // Few keys are lent, and all of them are read again when one changes: loans cost a question of their own where there are any.
  const others = ids.filter((id) => !found.has(id));
  if (others.length === 0) return found;
  for (const row of await readHolders(tx, tenantId, others, loansOfKeys)) found.set(row.id, principalOf(tenantId, row));
  return found;
}

const scopesOf = (row: PrincipalRow) =>
  keyScopesOf({
    providers: row.allowed_providers,
    endpoints: row.allowed_endpoints,
    addresses: row.allowed_addresses,
    tags: row.tags,
  });

const withScopes = (scopes: Principal['scopes']): Pick<Principal, 'scopes'> => (scopes === undefined ? {} : { scopes });

const withLoan = ({ id, loan_hash: keyHash, lender_team_id: teamId = null, lender_department_id: departmentId = null }: PrincipalRow) =>
  keyHash === undefined ? {} : { loan: { loanId: id, keyHash, lender: { teamId, departmentId } } };

const principalOf = (tenantId: string, row: PrincipalRow): Principal => ({
  tenantId,
  keyId: row.key_id,
  keyStatus: row.status,
  expiresAtMs: row.expires_at_ms === null ? null : Math.round(row.expires_at_ms),
  departmentId: row.department_id,
  teamId: row.team_id,
  userId: row.user_id,
  ownerActive: row.owner_active,
  allowedModels: row.allowed_models === null ? null : new Set(row.allowed_models),
  ...withScopes(scopesOf(row)),
  ...(row.project_id === null ? {} : { projectId: row.project_id }),
  ...(row.environment_id === null ? {} : { environmentId: row.environment_id }),
  ...(row.email_domain === null ? {} : { emailDomain: row.email_domain }),
  ...withLoan(row),
});
