import { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import { GuardrailSet } from '#lib/guardrails/engine/guardrail-set.ts';
import { type TestGateway, tenantId } from './test-gateway.ts';

/** A guardrail as a test writes it. */
export interface TestGuardrail {
  readonly name: string;
  readonly definition: object;
  readonly mode?: 'active' | 'shadow';
  readonly secret?: string;
  readonly teamId?: string;
  /** It cannot be read by this version. */
  readonly isUnreadable?: boolean;
}

export const guardrailIdOf = (index: number): string => `01936b1e-7a00-7000-8000-0000000b000${index}`;

/** Puts guardrails in force for the tenant of a test. */
export function setGuardrails({ snapshot }: TestGateway, guardrails: readonly TestGuardrail[]): void {
  const sources = guardrails.map(({ name, definition, mode = 'active', secret = null, teamId, isUnreadable }, index) => ({
    ...{ guardrailId: guardrailIdOf(index + 1), name, version: 1, mode, secret },
    ...{ scopeKind: teamId === undefined ? ('tenant' as const) : ('team' as const), scopeId: teamId ?? null },
    definition: isUnreadable === true ? null : GuardrailDefinition.parse(definition),
  }));
  const chainsOf = (teamId: string | null) => ({ teams: teamId === null ? [] : [teamId], departments: [] });
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, guardrails: { set: new GuardrailSet(sources), chainsOf } });
}
