import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import { isTextSql, pricedSql } from './read-traffic.ts';
import type { DepartmentTask } from './reading.ts';

interface TaskRow extends Record<string, unknown> {
  readonly department: string;
  readonly name: string | null;
  readonly task: string;
  readonly calls: bigint;
  readonly cost: bigint;
}

/** What each department pays for each kind of work that callers name. */
export async function readDepartments(
  { tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>,
  from: Date,
  to: Date,
): Promise<DepartmentTask[]> {
  const rows = await tx.execute<TaskRow>(sql`
    with g as (
      select e.department_dim, e.task_type as task, count(*) as calls, sum(e.cost_nano_usd)::int8 as cost from usage_event e
      where e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.occurred_at < ${to.toISOString()}::timestamptz
        and e.department_dim <> 0 and e.task_type is not null and e.status = 'succeeded' and ${isTextSql} and ${pricedSql}
      group by 1, 2)
    select d.value as department, (select name from department o where o.tenant_id = ${tenantId} and o.id = d.value::uuid) as name, g.task, g.calls, g.cost
    from g join usage_dimension d on d.tenant_id = ${tenantId} and d.id = g.department_dim`);
  return [...rows].map(({ department, name, task, calls, cost }) => ({
    ...{ departmentId: department, name: name ?? 'A department that is gone', task },
    ...{ calls: Number(calls), cost: BigInt(cost) },
  }));
}
