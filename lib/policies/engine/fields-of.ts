import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';

/** The names of all fields that a condition asks for. */
export function fieldsOf({ field, all, any, not }: PolicyCondition): readonly string[] {
  if (field !== undefined) return [field];
  if (not !== undefined) return fieldsOf(not);
  return (all ?? any ?? []).flatMap(fieldsOf);
}
