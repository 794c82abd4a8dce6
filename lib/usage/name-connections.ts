import { and, eq, inArray } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { EventRow } from './search-events.ts';

/** What the connections at which attempts failed are called now, by their UUIDs; asks nothing where no attempt failed. */
export async function nameConnections({ tx, tenantId }: OperationContext, rows: readonly EventRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(rows.flatMap((row) => row.routing?.failed?.map(({ connectionId }) => connectionId) ?? []));
  if (ids.size === 0) return new Map();
  const found = await tx
    .select({ id: connection.id, name: connection.name })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), inArray(connection.id, [...ids])));
  return new Map(found.map(({ id, name }) => [id, name]));
}
