import { z } from 'zod';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';

/** A definition as its column holds it: in wire form, so that the schema that checked it reads it again. */
export const toStoredDefinition = (definition: RouteDefinition): unknown => z.encode(RouteDefinition, definition);

/** Null for what this version cannot read, such as a strategy of a later one: such a route is out of service and never guessed at. */
export function fromStoredDefinition(stored: unknown): RouteDefinition | null {
  const read = RouteDefinition.safeParse(stored);
  return read.success ? read.data : null;
}
