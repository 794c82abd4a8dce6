import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import type { TenantPolicies } from '#lib/gateway/policies/tenant-policies.ts';
import { type ReadSum, UsageWindows } from '#lib/gateway/policies/usage-windows.ts';
import type { PolicySource } from '#lib/policies/engine/compiled-policy.ts';
import { PolicySet } from '#lib/policies/engine/policy-set.ts';
import { type TestGateway, tenantId } from './test-gateway.ts';

/** A policy as a test writes it. */
export interface TestPolicy {
  readonly name: string;
  readonly conditions?: readonly object[];
  readonly actions: readonly object[];
  readonly mode?: 'active' | 'shadow';
  /** It cannot be read by this version. */
  readonly isUnreadable?: boolean;
  readonly more?: object;
}

export const policyIdOf = (index: number): string => `01936b1e-7a00-7000-8000-0000000a000${index}`;

/** Puts policies in force for the tenant of a test; `regions` says where connections are, `sums` what was used. */
export function setPolicies(
  { snapshot }: TestGateway,
  policies: readonly TestPolicy[],
  { regions = {}, sums = [] }: { readonly regions?: Readonly<Record<string, string>>; readonly sums?: readonly ReadSum[] } = {},
): UsageWindows {
  const sources = policies.map(({ name, conditions = [], actions, mode = 'active', isUnreadable, more = {} }, index): PolicySource => {
    const definition = PolicyDefinition.parse({ rules: { conditions, actions }, ...more });
    return {
      ...{ policyId: policyIdOf(index + 1), name, version: 1, mode, scopeKind: 'tenant', scopeId: null },
      definition: isUnreadable === true ? null : definition,
    };
  });
  const usage = new UsageWindows(sums, Date.now());
  const tenantPolicies: TenantPolicies = {
    ...{ set: new PolicySet(sources), usage, rolesOf: () => [] },
    chainsOf: (teamId, departmentId) => ({
      teams: teamId === null ? [] : [teamId],
      departments: departmentId === null ? [] : [departmentId],
    }),
    regionOf: (connectionId) => regions[connectionId] ?? null,
  };
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, policies: tenantPolicies });
  return usage;
}
