import type { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';

/** A policy that carries out what a class of data asks for. */
export interface ClassPolicy {
  readonly name: string;
  readonly definition: PolicyDefinition;
}

const nameMax = 100;

/** The policies that carry out what classes of data ask for in a place: regions refuse all others, approvals are waited for. */
export function classPolicies({ data_classification: { levels } }: GovernanceConfig, place: string): ClassPolicy[] {
  return dataClasses.flatMap((dataClass): ClassPolicy[] => {
    const level = levels[dataClass];
    if (level === undefined) return [];
    const { geographic_restrictions: regions, approval_required: needsApproval } = level.handling_requirements;
    const ofClass = { field: 'data_class', operator: 'equals', value: dataClass };
    const named = (what: string): string => `${place}: ${dataClass} data ${what}`.slice(0, nameMax);
    const policies: ClassPolicy[] = [];
    if (regions.length > 0) {
      const outside = { field: 'region', operator: 'not_in', value: regions };
      const deny = { type: 'deny', parameters: { message: `It has to stay in ${regions.join(', ')}`.slice(0, 300) } };
      policies.push({
        name: named(`stays in ${regions.join(', ')}`),
        definition: PolicyDefinition.parse({ rules: { conditions: [ofClass, outside], actions: [deny] } }),
      });
    }
    if (needsApproval)
      policies.push({
        name: named('needs an approval'),
        definition: PolicyDefinition.parse({ rules: { conditions: [ofClass], actions: [{ type: 'require_approval', parameters: {} }] } }),
      });
    return policies;
  });
}
