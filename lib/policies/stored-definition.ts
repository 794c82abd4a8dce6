import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';

/** Null for what this version cannot read, such as an operator of a later one: such a policy refuses what it is for and is never guessed at. */
export function fromStoredDefinition(stored: unknown): PolicyDefinition | null {
  const read = PolicyDefinition.safeParse(stored);
  return read.success ? read.data : null;
}
