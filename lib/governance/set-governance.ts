import { governanceConfig } from '#db/schema/index.ts';
import { publicIdOfPlace, readPlace } from '#lib/billing/billing-place.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import {
  departmentGovernanceSet,
  projectGovernanceSet,
  type SavedConfig,
  teamGovernanceSet,
  tenantGovernanceSet,
} from '#lib/contracts/governance.ts';
import type { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { retirePolicy } from '#lib/policies/archive-policy.ts';
import { insertPolicy, lockPolicy } from '#lib/policies/change-policy.ts';
import { publishLocked } from '#lib/policies/publish-policy.ts';
import { classPolicies } from './class-policies.ts';
import { type GovernedPlace, readConfig, scopeOf } from './governed-place.ts';
import { requireRegions } from './require-regions.ts';
import { requiredAccess } from './required-access.ts';
import { requireFrameworks } from './required-frameworks.ts';

/** Takes the policies of the configuration before out of force; one that somebody archived meanwhile is gone already. */
async function retireFormer(ctx: OperationContext, policyIds: readonly string[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const id of policyIds) {
    const policy = await lockPolicy(ctx, id).catch((error: unknown) => {
      if (error instanceof AppError && (error.code === 'conflict' || error.code === 'not_found')) return null;
      throw error;
    });
    if (policy !== null) changes.push(...((await retirePolicy(ctx, policy)).changes ?? []));
  }
  return changes;
}

async function putInForce(ctx: OperationContext, place: GovernedPlace, config: GovernanceConfig, placeName: string): Promise<Policy[]> {
  const policies: Policy[] = [];
  const description = 'Made by the governance configuration; change it there.';
  for (const { name, definition } of classPolicies(config, placeName)) {
    const made = await insertPolicy(
      ctx,
      { name, description, type: 'data', scope: scopeOf(place), draft: definition },
      '/data_classification',
    );
    policies.push((await publishLocked(ctx, made, { mode: 'active', note: 'Governance configuration' })).result);
  }
  return policies;
}

/** Sets how a place is governed. Policies that carry it out are made anew, in the same transaction. */
async function setConfig(ctx: OperationContext, place: GovernedPlace, config: GovernanceConfig): Promise<Outcome<SavedConfig>> {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readConfig(ctx, place);
  ctx.expectVersion(before.version);
  requireRegions(config);
  await requireFrameworks(ctx, config.compliance.frameworks);
  const access = await requiredAccess(ctx, place, config);
  // Policies are judged by If-Match of their own, which the caller of this operation does not know.
  const inner: OperationContext = { ...ctx, expectVersion: () => {} };
  const named = await readPlace(ctx, place.kind, place.id);
  const retired = await retireFormer(inner, before.policies);
  const made = await putInForce(inner, place, config, named.name);
  const policyIds = made.map(({ id }) => id);
  const version = before.version + 1;
  const columns = { config, ...access, policyIds, updatedAt: now, version };
  await tx
    .insert(governanceConfig)
    .values({ tenantId, placeKind: place.kind, placeId: place.id, ...columns, createdAt: now })
    .onConflictDoUpdate({ target: [governanceConfig.tenantId, governanceConfig.placeKind, governanceConfig.placeId], set: columns });
  const change: Change = {
    resource: 'governance_config',
    id: publicIdOfPlace(named),
    before: before.version === 0 ? null : before.configuration,
    after: config,
  };
  const ofPolicies = made.map((policy) => changeOf('policy', 'policy', Policy, null, policy));
  return { result: { configuration: config, policies: policyIds, version }, changes: [change, ...retired, ...ofPolicies] };
}

export const setTeamGovernance = defineCommand(teamGovernanceSet, (ctx, { team_id: id, ...config }) =>
  setConfig(ctx, { kind: 'team', id }, config),
);

export const setDepartmentGovernance = defineCommand(departmentGovernanceSet, (ctx, { department_id: id, ...config }) =>
  setConfig(ctx, { kind: 'department', id }, config),
);

export const setProjectGovernance = defineCommand(projectGovernanceSet, (ctx, { project_id: id, ...config }) =>
  setConfig(ctx, { kind: 'project', id }, config),
);

export const setTenantGovernance = defineCommand(tenantGovernanceSet, (ctx, config) =>
  setConfig(ctx, { kind: 'tenant', id: ctx.tenantId }, config),
);
