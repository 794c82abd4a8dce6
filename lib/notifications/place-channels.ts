import { and, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { placeSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { readPlacePath } from '#lib/organization/place-path.ts';

/** What of a stored tool says who is told; tools without a channel are links for people. */
const StoredTools = z.array(z.object({ channel_id: z.uuid().nullable().default(null) }));

/**
 * Channels that the tools of a place name: the place's own, or those of the nearest place around it that names tools, as its
 * settings are inherited. Both null for what belongs to the organization alone.
 */
export async function placeChannels(
  tx: TenantTransaction,
  tenantId: string,
  { teamId, departmentId }: { readonly teamId: string | null; readonly departmentId: string | null },
): Promise<readonly string[]> {
  const stored = await tx
    .select({ id: placeSetting.placeId, tools: placeSetting.collaborationTools })
    .from(placeSetting)
    .where(and(eq(placeSetting.tenantId, tenantId), isNotNull(placeSetting.collaborationTools)));
  const read = stored.map(({ id, tools }) => [id, StoredTools.parse(tools)] as const);
  const named = new Map(read.filter(([, tools]) => tools.length > 0));
  if (named.size === 0) return [];
  const ids = await placesAround(tx, tenantId, teamId, departmentId);
  const tools = ids.map((id) => named.get(id)).find((found) => found !== undefined) ?? [];
  return [...new Set(tools.flatMap(({ channel_id: id }) => id ?? []))];
}

/** From the place outwards. A place that is gone has none around it, and what is told of it is told all the same. */
async function placesAround(
  tx: TenantTransaction,
  tenantId: string,
  teamId: string | null,
  departmentId: string | null,
): Promise<readonly string[]> {
  const [kind, id] = teamId !== null ? (['team', teamId] as const) : (['department', departmentId] as const);
  if (id === null) return [tenantId];
  try {
    return (await readPlacePath(tx, tenantId, kind, id)).map((place) => place.id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return [];
    throw error;
  }
}
