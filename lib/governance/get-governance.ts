import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { auditEntry, policy } from '#db/schema/index.ts';
import { auditRowColumns } from '#lib/audit/audit-rows.ts';
import { noReach, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { AuditRow } from '#lib/contracts/audit-logs.ts';
import {
  departmentGovernanceGet,
  type Governance,
  projectGovernanceGet,
  teamGovernanceGet,
  tenantGovernanceGet,
} from '#lib/contracts/governance.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readPolicies } from '#lib/policies/policy-rows.ts';
import { readUsagePage } from '#lib/usage/list-usage-events.ts';
import { type GovernedPlace, readConfig } from './governed-place.ts';
import { governedPolicy } from './governed-policy.ts';
import { readAround } from './read-around.ts';
import { readFrameworkStandings } from './read-framework-standings.ts';

const policiesShown = 200;
const violationsShown = 50;
const entriesShown = 50;

const filterOf = ({ kind, id }: GovernedPlace) => (kind === 'tenant' ? {} : { [`${kind}_id`]: id });

async function readAudit(ctx: OperationContext, place: GovernedPlace, policyIds: readonly string[]): Promise<AuditRow[]> {
  if (!ctx.access.allows('audit.read', tenantPlacement))
    throw new AppError('forbidden', { detail: 'The audit trail needs the permission audit.read on the organization.' });
  const named = policyIds.map((id) => toPublicId('policy', id));
  const ofPolicies: SQL | undefined =
    named.length === 0
      ? undefined
      : sql`${auditEntry.resourceId} in (${sql.join(
          named.map((id) => sql`${id}`),
          sql`, `,
        )})`;
  return ctx.tx
    .select(auditRowColumns)
    .from(auditEntry)
    .where(and(eq(auditEntry.tenantId, ctx.tenantId), or(eq(auditEntry.resourceId, toPublicId(place.kind, place.id)), ofPolicies)))
    .orderBy(sql`${auditEntry.id} desc`)
    .limit(entriesShown);
}

/** Calls of the place, for those who may see its calls: to see how it is governed is less than that. */
async function readViolations(ctx: OperationContext, place: GovernedPlace): Promise<Governance['violations']> {
  const placement = place.kind === 'tenant' ? tenantPlacement : await placementOf(ctx.tx, ctx.tenantId, place.kind, place.id);
  if (placement === undefined || !ctx.access.allows('usage.read', placement)) return [];
  // The permission holds on the place, and the filter leaves its calls alone.
  const ofPlace: OperationContext = { ...ctx, reach: { ...noReach, everything: true } };
  const { data } = await readUsagePage(ofPlace, { ...filterOf(place), policy_outcome: 'any', limit: violationsShown });
  return data;
}

async function read(ctx: OperationContext, place: GovernedPlace, include: 'audit' | undefined): Promise<Governance> {
  const { configuration, version } = await readConfig(ctx, place);
  const isOwn = place.kind === 'tenant' ? isNull(policy.scopeId) : and(eq(policy.scopeKind, place.kind), eq(policy.scopeId, place.id));
  const orderBy = sql`${policy.createdAt} desc`;
  const policies = await readPolicies(ctx, { where: and(isOwn, isNull(policy.archivedAt)), orderBy, limit: policiesShown });
  const violations = await readViolations(ctx, place);
  const ids = policies.map(({ id }) => id);
  const compliance = await readFrameworkStandings(ctx, configuration.compliance.frameworks);
  const shown = policies.map(governedPolicy);
  return {
    ...(await readAround(ctx, place)),
    configuration,
    compliance,
    version,
    policies: shown,
    violations,
    audit: include === 'audit' ? await readAudit(ctx, place, ids) : null,
  };
}

export const getTeamGovernance = defineQuery(teamGovernanceGet, (ctx, { team_id: id, include }) =>
  read(ctx, { kind: 'team', id }, include),
);

export const getDepartmentGovernance = defineQuery(departmentGovernanceGet, (ctx, { department_id: id, include }) =>
  read(ctx, { kind: 'department', id }, include),
);

export const getProjectGovernance = defineQuery(projectGovernanceGet, (ctx, { project_id: id, include }) =>
  read(ctx, { kind: 'project', id }, include),
);

export const getTenantGovernance = defineQuery(tenantGovernanceGet, (ctx, { include }) =>
  read(ctx, { kind: 'tenant', id: ctx.tenantId }, include),
);
