import { z } from 'zod';
import type { IdKind } from '#lib/core/ids.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Change } from './audit-writer.ts';

/** What happened to one resource, given as rooms have it inside; the audit trail gets the wire form that callers see. */
export function changeOf<Schema extends z.ZodType<{ readonly id: string }>>(
  resource: string,
  kind: IdKind,
  schema: Schema,
  before: z.output<Schema> | null,
  after: z.output<Schema> | null,
): Change {
  const wire = (value: z.output<Schema> | null): object | null => (value === null ? null : Object(z.encode(schema, value)));
  return { resource, id: toPublicId(kind, (after ?? before)?.id ?? ''), before: wire(before), after: wire(after) };
}
