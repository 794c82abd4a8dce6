import type { GuardrailSet } from '#lib/guardrails/engine/guardrail-set.ts';
import type { Chains } from '#lib/organization/place-chains.ts';

/** The guardrails of a tenant, with what of its organization they ask for. */
export interface TenantGuardrails {
  readonly set: GuardrailSet;
  chainsOf(teamId: string | null, departmentId: string | null): Chains;
}
