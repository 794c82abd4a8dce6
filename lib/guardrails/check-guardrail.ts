import type { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import type { FieldError } from '#lib/core/errors.ts';
import { patternFault } from '#lib/policies/engine/linear-pattern.ts';
import { schemaFaults } from './schema/schema-faults.ts';

/** What is wrong with what a guardrail looks for, each fault with its JSON pointer. */
function checkFaults({ check }: GuardrailDefinition, pointer: string): FieldError[] {
  switch (check.type) {
    case 'terms': {
      const { deny, deny_patterns: patterns, allow } = check;
      if (deny.length + patterns.length + allow.length === 0)
        return [{ pointer: `${pointer}/deny`, detail: 'Name what may not be said, or what may' }];
      return patterns.flatMap((pattern, index) => {
        const fault = patternFault(pattern);
        return fault === null ? [] : [{ pointer: `${pointer}/deny_patterns/${index}`, detail: `Must be ${fault}` }];
      });
    }
    case 'output_schema':
      return schemaFaults(check.schema, `${pointer}/schema`);
    default:
      return [];
  }
}

/** What is wrong with a definition in itself; `pointer` is where it lies in the input. */
export function guardrailFaults(definition: GuardrailDefinition, pointer: string): FieldError[] {
  const { side, check, action } = definition;
  const faults = checkFaults(definition, `${pointer}/check`);
  const refuse = (place: string, detail: string): void => void faults.push({ pointer: `${pointer}/${place}`, detail });
  if (check.type === 'prompt_injection' && side !== 'input') refuse('side', 'Injections are looked for in what is asked: choose input');
  if (check.type === 'output_schema' && side !== 'output') refuse('side', 'A schema is for what is answered: choose output');
  if (action.type === 'route') {
    if (side !== 'input') refuse('side', 'A call can only be routed by what it asks: choose input');
    if (action.route === undefined) refuse('action/route', 'Name the route or the model that is asked instead');
  } else if (action.route !== undefined) refuse('action/route', 'Only for the action route');
  if (action.type === 'redact') {
    if (check.type !== 'terms' || check.deny.length === 0 || check.deny_patterns.length + check.allow.length > 0)
      refuse('action/type', 'Only a list of denied terms says what is to be taken out');
  }
  if (action.message !== undefined && action.type !== 'block') refuse('action/message', 'Only for the action block');
  return faults;
}
