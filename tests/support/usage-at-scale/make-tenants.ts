import type { UsageReader } from '#lib/usage/read-stored-events.ts';
import type { SampleCompany } from '../sample-company.ts';

/**
 * The tenants with what their calls are charged to. The company has place 0, a tenth of the calls, a thousand people in forty teams;
 * the others have people by their part of the calls, which falls with their place as in real populations: the second has nine per cent,
 * half of them a thousandth or less. Dimension ids of one kind and tenant follow each other, so that a call's are computed and not looked up.
 */
export async function makeTenants(tx: UsageReader, company: SampleCompany, tenants: number): Promise<void> {
  const others = tenants - 1;
  await tx`
    create table scale.tenant as
    select n as place, case n when 0 then ${company.tenantId}::uuid else md5('scale tenant ' || n)::uuid end as tenant_id,
      case n when 0 then 6 else 1 + people / 200 end as departments, case n when 0 then 40 else 1 + people / 25 end as teams,
      people as users, people as keys, 1 + people / 40 as projects, 12 as models, 4 as providers
    from generate_series(0, ${others}::integer) as n, lateral (select case n when 0 then 1000
      else least(1000, greatest(3, ceil(10000 * ((n::float8 / ${others}) ^ (1.0 / 3) - ((n - 1)::float8 / ${others}) ^ (1.0 / 3)))))::integer end) as p (people)
    order by n`;
  await tx`insert into tenant (tenant_id, slug, name) select tenant_id, 'scale-' || place, 'Tenant ' || place from scale.tenant where place > 0`;
  await tx`
    insert into usage_dimension (tenant_id, kind, value)
    select t.tenant_id, kind, case
        when place = 0 and kind = 'team' and n = 1 then ${company.searchId}::text
        when place = 0 and kind = 'department' and n = 1 then ${company.engineeringId}::text
        when kind in ('model', 'provider') then kind || '-' || n else md5(place || kind || n)::uuid::text end
    from scale.tenant as t cross join lateral (values (1, 'department', departments), (2, 'team', teams), (3, 'user', users), (4, 'key', keys),
      (5, 'project', projects), (6, 'model', models), (7, 'provider', providers)) as k (rank, kind, many), generate_series(1, many) as n
    order by place, rank, n`;
  await tx`
    alter table scale.tenant add department integer, add team integer, add "user" integer, add key integer, add project integer,
      add model integer, add provider integer, add primary key (place)`;
  // The ids before the first of each kind.
  await tx`
    update scale.tenant as t set department = d.department - 1, team = d.team - 1, "user" = d."user" - 1, key = d.key - 1,
      project = d.project - 1, model = d.model - 1, provider = d.provider - 1
    from (select tenant_id, min(id) filter (where kind = 'department') as department, min(id) filter (where kind = 'team') as team,
        min(id) filter (where kind = 'user') as "user", min(id) filter (where kind = 'key') as key, min(id) filter (where kind = 'project') as project,
        min(id) filter (where kind = 'model') as model, min(id) filter (where kind = 'provider') as provider
      from usage_dimension group by 1) as d
    where d.tenant_id = t.tenant_id`;
  const [gaps] = await tx<{ count: number }[]>`
    select count(*)::integer as count from (
      select max(id) - min(id) + 1 - count(*) as missing from usage_dimension group by tenant_id, kind) as kinds where missing <> 0`;
  if (gaps?.count !== 0) throw new Error('Dimension ids of one kind and tenant do not follow each other');
  await tx`analyze scale.tenant`;
  await nameCompany(tx, company);
}

/** Gives the company the places, people, keys and projects that its calls are charged to, so that pages have names to look up. */
async function nameCompany(tx: UsageReader, { tenantId }: SampleCompany): Promise<void> {
  await tx`
    create temp table named on commit drop as select kind, value::uuid as id, row_number() over (partition by kind order by id) as n
    from usage_dimension where tenant_id = ${tenantId} and kind not in ('model', 'provider')`;
  await tx`
    insert into department (tenant_id, id, name) select ${tenantId}::uuid, id, 'Department ' || n from named where kind = 'department' on conflict do nothing`;
  await tx`
    insert into team (tenant_id, id, name, department_id) select ${tenantId}::uuid, t.id, 'Team ' || t.n, d.id
    from named as t join named as d on d.kind = 'department' and d.n = 1 + (t.n - 1) % 6 where t.kind = 'team' on conflict do nothing`;
  await tx`
    insert into user_account (tenant_id, id, email, name) select ${tenantId}::uuid, id, 'person-' || n || '@largest.example', 'Person ' || n
    from named where kind = 'user'`;
  await tx`
    insert into virtual_key (tenant_id, id, name, kind, user_id, key_hash, display)
    select ${tenantId}::uuid, k.id, 'Key ' || k.n, 'personal', u.id, md5('scale key ' || k.n), 'tg-…' || k.n
    from named as k join named as u on u.kind = 'user' and u.n = k.n where k.kind = 'key'`;
  await tx`
    insert into project (tenant_id, id, slug, name) select ${tenantId}::uuid, id, 'project-' || n, 'Project ' || n from named where kind = 'project'`;
}
