import { eq } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';

/** Where each connection processes what it is sent, by its id; null where nobody said. */
export async function readRegions(tx: TenantTransaction, tenantId: string): Promise<ReadonlyMap<string, string | null>> {
  const connections = await tx
    .select({ id: connection.id, region: connection.region })
    .from(connection)
    .where(eq(connection.tenantId, tenantId));
  return new Map(connections.map(({ id, region }) => [id, region]));
}
