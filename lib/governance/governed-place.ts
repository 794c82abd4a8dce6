import { and, eq } from 'drizzle-orm';
import { governanceConfig } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { SavedConfig } from '#lib/contracts/governance.ts';
import { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import type { PolicyScope } from '#lib/contracts/policy-resource.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** A place that is governed by itself. `id` is a UUID; the tenant's own for the tenant. */
export interface GovernedPlace {
  readonly kind: 'tenant' | 'department' | 'team' | 'project';
  readonly id: string;
}

/** The place as policies name it. */
export const scopeOf = ({ kind, id }: GovernedPlace): PolicyScope => ({ kind, id: kind === 'tenant' ? null : toPublicId(kind, id) });

const isPlace = ({ tenantId }: OperationContext, { kind, id }: GovernedPlace) =>
  and(eq(governanceConfig.tenantId, tenantId), eq(governanceConfig.placeKind, kind), eq(governanceConfig.placeId, id));

/** How a place is governed, by what was set for it; `policyIds` are UUIDs. */
export async function readConfig(ctx: OperationContext, place: GovernedPlace): Promise<SavedConfig> {
  const [row] = await ctx.tx.select().from(governanceConfig).where(isPlace(ctx, place));
  const configuration = GovernanceConfig.parse(row?.config ?? {});
  return { configuration, policies: [...(row?.policyIds ?? [])], version: row?.version ?? 0 };
}
