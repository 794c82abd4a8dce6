import type { Chains } from '#lib/organization/place-chains.ts';
import type { PolicySet } from '#lib/policies/engine/policy-set.ts';
import type { UsageWindows } from './usage-windows.ts';

/** The policies of a tenant, with what of its organization they ask for. */
export interface TenantPolicies {
  readonly set: PolicySet;
  /** Null where no policy asks for what was used. */
  readonly usage: UsageWindows | null;
  chainsOf(teamId: string | null, departmentId: string | null): Chains;
  /** Roles of a person, as far as a policy names them. */
  rolesOf(userId: string | null): readonly string[];
  /** Where a connection is; null where nobody said. */
  regionOf(connectionId: string): string | null;
}
