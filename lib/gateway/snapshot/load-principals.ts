import { sql } from 'drizzle-orm';
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
  /** Of the borrower's secret; null for the key itself. */
  readonly loan_hash: string | null;
  readonly lender_team_id: string | null;
  readonly lender_department_id: string | null;
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
  const wanted = sqlUuidArray(ids);
  const rows = await tx.execute<PrincipalRow>(sql`
    with recursive wanted as (
      select id, id as key_id, null::text as loan_hash, false as is_ended, null::timestamptz as loan_ends_at,
        null::uuid as borrower_team_id, null::uuid as borrower_department_id
      from virtual_key where tenant_id = ${tenantId} and id = any(${wanted})
      union all
      select id, key_id, key_hash, ended_at is not null, expires_at, team_id, department_id
      from key_loan where tenant_id = ${tenantId} and id = any(${wanted}) and key_hash is not null
    ), placed as (
      select wanted.*, k.user_id, k.allowed_models, k.project_id, k.environment_id, k.allowed_providers, k.allowed_endpoints, k.allowed_addresses, k.tags,
        case when wanted.is_ended then 'disabled' else k.status end as status, least(k.expires_at, k.rotation_ends_at, loan_ends_at) as expires_at,
        case when k.kind = 'project' then w.team_id when k.kind <> 'personal' or m.id is not null then k.team_id end as home_team_id,
        case when k.kind = 'project' then w.department_id else k.department_id end as home_department_id
      from wanted
      join virtual_key k on k.tenant_id = ${tenantId} and k.id = wanted.key_id
      left join project w on k.kind = 'project' and w.tenant_id = k.tenant_id and w.id = k.project_id
      left join membership m on m.tenant_id = k.tenant_id and m.team_id = k.team_id and m.user_id = k.user_id
    ), keys as (
      select placed.*, case when loan_hash is null then home_team_id else borrower_team_id end as team_id,
        case when loan_hash is null then home_department_id else borrower_department_id end as own_department_id
      from placed
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
        and home_team.archived_at is null and home_department.archived_at is null as owner_active,
      keys.allowed_models, keys.allowed_providers, keys.allowed_endpoints, keys.allowed_addresses, keys.tags, keys.project_id, keys.environment_id, lower(substring(u.email from '@([^@]+)$')) as email_domain,
      keys.loan_hash, keys.home_team_id as lender_team_id, keys.home_department_id as lender_department_id
    from keys
    join tenant on tenant.tenant_id = ${tenantId}
    left join user_account u on u.tenant_id = ${tenantId} and u.id = keys.user_id
    left join team t on t.tenant_id = ${tenantId} and t.id = keys.team_id
    left join department d on d.tenant_id = ${tenantId} and d.id = keys.own_department_id and keys.team_id is null
    left join team home_team on home_team.tenant_id = ${tenantId} and home_team.id = keys.home_team_id
    left join department home_department
      on home_department.tenant_id = ${tenantId} and home_department.id = keys.home_department_id and keys.home_team_id is null`);
  return new Map([...rows].map((row) => [row.id, principalOf(tenantId, row)]));
}

const scopesOf = (row: PrincipalRow) =>
  keyScopesOf({
    providers: row.allowed_providers,
    endpoints: row.allowed_endpoints,
    addresses: row.allowed_addresses,
    tags: row.tags,
  });

const withScopes = (scopes: Principal['scopes']): Pick<Principal, 'scopes'> => (scopes === undefined ? {} : { scopes });

const withLoan = ({ id, loan_hash: keyHash, lender_team_id: teamId, lender_department_id: departmentId }: PrincipalRow) =>
  keyHash === null ? {} : { loan: { loanId: id, keyHash, lender: { teamId, departmentId } } };

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
