import { and, eq, type SQL, sql } from 'drizzle-orm';
import { costCenter, department, environment, project, release, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { Spend } from '#lib/budgets/sum-spend.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type Project, ProjectProfile, projectDataClasses } from '#lib/contracts/project-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { actualCosts } from './actual-cost.ts';
import { startGate } from './start-gate.ts';
import { unmetRequirements } from './unmet-requirements.ts';

export interface RowQuery {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Private projects are seen by their owner and stakeholders, and by whoever may change every project. */
export function isKnownTo({ access, caller }: OperationContext): SQL {
  if (access.allows('projects.write', tenantPlacement)) return sql`true`;
  return sql`(${project.visibility} <> 'private' or ${project.ownerId} = ${caller.userId}::uuid
    or ${project.stakeholders} @> ${JSON.stringify([{ userId: caller.userId }])}::jsonb)`;
}

const dayMs = 86_400_000;

const selected = (now: Date) => ({
  row: project,
  ownerName: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
  teamName: team.name,
  departmentName: department.name,
  costCenterCode: costCenter.code,
  environments: sql<number>`(select count(*)::integer from ${environment} e
    where e.tenant_id = ${project.tenantId} and e.project_id = ${project.id} and e.archived_at is null)`,
  keys: sql<number>`(select count(*)::integer from ${virtualKey} k
    where k.tenant_id = ${project.tenantId} and k.project_id = ${project.id} and k.status = 'active')`,
  deployments: sql<number>`(select count(*)::integer from ${release} r
    where r.tenant_id = ${project.tenantId} and r.project_id = ${project.id}
      and r.released_at >= ${new Date(now.getTime() - 30 * dayMs).toISOString()}::timestamptz)`,
  unmet: sql<string[]>`(select ${unmetRequirements} from ${project} j where j.tenant_id = ${project.tenantId} and j.id = ${project.id})`,
  names: sql<
    Record<string, string>
  >`(select coalesce(json_object_agg(u.id, coalesce(nullif(u.name, ''), u.email)), '{}') from ${userAccount} u
    where u.tenant_id = ${project.tenantId} and u.id in (select (s ->> 'userId')::uuid from jsonb_array_elements(${project.stakeholders}) as s))`,
});

/** Projects as callers see them, with what they cost. */
export async function readProjects(ctx: OperationContext, options: RowQuery): Promise<Project[]> {
  const { tx, tenantId, now } = ctx;
  const rows = await tx
    .select(selected(now))
    .from(project)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, project.tenantId), eq(userAccount.id, project.ownerId)))
    .leftJoin(team, and(eq(team.tenantId, project.tenantId), eq(team.id, project.teamId)))
    .leftJoin(department, and(eq(department.tenantId, project.tenantId), eq(department.id, project.departmentId)))
    .leftJoin(costCenter, and(eq(costCenter.tenantId, project.tenantId), eq(costCenter.id, project.costCenterId)))
    .where(and(eq(project.tenantId, tenantId), isKnownTo(ctx), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  const costs = await actualCosts(
    ctx,
    'project',
    rows.map(({ row }) => row.id),
  );
  const gate = await startGate(ctx);
  const projects: Project[] = [];
  for (const [place, found] of rows.entries())
    projects.push(toProject(found, costs[place], found.row.status === 'planned' && (await gate.holds(found.row))));
  return projects;
}

/** What `selected` gives, joined. */
interface Found {
  readonly row: typeof project.$inferSelect;
  readonly ownerName: string | null;
  readonly teamName: string | null;
  readonly departmentName: string | null;
  readonly costCenterCode: string | null;
  readonly environments: number;
  readonly keys: number;
  readonly deployments: number;
  readonly unmet: readonly string[];
  /** Of stakeholders. */
  readonly names: Readonly<Record<string, string>>;
}

function toProject({ row, names, ...more }: Found, cost: Spend | undefined, needsApproval: boolean): Project {
  return {
    ...{ id: row.id, slug: row.slug, name: row.name, description: row.description, business_unit: row.businessUnit },
    ...{ owner_id: row.ownerId, owner_name: more.ownerName, team_id: row.teamId, team_name: more.teamName },
    ...{ department_id: row.departmentId, department_name: more.departmentName },
    ...{ cost_center_id: row.costCenterId, cost_center_code: more.costCenterCode },
    ...{ status: row.status, priority: row.priority, start_date: row.startDate, end_date: row.endDate },
    ...{ allocated_budget_usd: row.allocatedNanoUsd, estimated_cost_usd: row.estimatedNanoUsd },
    ...{ requires_approval: row.requiresApproval, review_due_date: row.reviewDueDate, security_level: row.securityLevel },
    data_classes: projectDataClasses.filter((name) => row.dataClasses.includes(name)),
    ...{ compliance_requirements: row.complianceRequirements, visibility: row.visibility },
    ...{ allowed_domains: row.allowedDomains, allowed_ips: row.allowedIps, start_needs_approval: needsApproval },
    ...{ language: row.language, frameworks: row.frameworks, ...ProjectProfile.parse(row.profile) },
    stakeholders: row.stakeholders.map(({ userId, role }) => ({ user_id: userId, name: names[userId] ?? null, role })),
    ...{ actual_cost_usd: cost?.costNanoUsd ?? 0n, request_count: cost?.requests ?? 0 },
    ...{ environment_count: more.environments, key_count: more.keys, deployments_30_days: more.deployments },
    unmet_requirements: [...more.unmet],
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, archived_at: row.archivedAt, version: row.version },
  };
}

/** Throws `not_found` also for a private project that is not the caller's to know. */
export async function readProject(ctx: OperationContext, id: string): Promise<Project> {
  const [found] = await readProjects(ctx, { where: eq(project.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
