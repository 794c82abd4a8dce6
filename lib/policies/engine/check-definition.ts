import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { conditionFaults, countFault, type PolicyFault } from './check-condition.ts';

/** Actions that change who is asked, so one call can obey one of them. */
const redirecting: ReadonlySet<string> = new Set(['route_to', 'downgrade']);

function actionFaults({ rules }: PolicyDefinition, pointer: string): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const seen = new Set<string>();
  for (const [index, { type }] of rules.actions.entries()) {
    const at = `${pointer}/rules/actions/${index}/type`;
    const group = redirecting.has(type) ? 'route_to and downgrade' : type;
    if (seen.has(group)) faults.push({ pointer: at, detail: `A policy has at most one of ${group}` });
    seen.add(group);
    if (type === 'allow' && (seen.has('deny') || rules.actions.some((one) => one.type === 'deny')))
      faults.push({ pointer: at, detail: 'A policy cannot both allow and deny' });
  }
  return faults;
}

/** Everything that is wrong with a definition in itself, each fault with its pointer below `pointer`; empty for one that can be compiled. */
export function checkDefinition(definition: PolicyDefinition, pointer: string): PolicyFault[] {
  const { rules, valid_from: from, valid_until: until } = definition;
  const at = `${pointer}/rules/conditions`;
  const faults = rules.conditions.flatMap((one, index) => conditionFaults(one, `${at}/${index}`));
  const tooMany = countFault(rules.conditions, at);
  if (tooMany !== null) faults.push(tooMany);
  if (faults.length === 0) faults.push(...actionFaults(definition, pointer));
  if (from !== null && until !== null && Date.parse(from) >= Date.parse(until))
    faults.push({ pointer: `${pointer}/valid_until`, detail: 'Must be later than valid_from' });
  return faults;
}
