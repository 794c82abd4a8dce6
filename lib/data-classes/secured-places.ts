import { and, eq, inArray } from 'drizzle-orm';
import { placeSetting } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { DataLevels } from '#lib/contracts/data-classes.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';
import { type SecurityLevel, securityDemands } from '#lib/contracts/security-levels.ts';

/** What the security level of a place means for its calls. */
export interface SecuredPlace {
  /** The class that they have at least. */
  readonly dataClass: DataClass | null;
  /** What is asked of connections that they go to. */
  readonly levels: DataLevels;
}

export interface SecuredPlaces {
  readonly tenant: SecuredPlace | null;
  /** Of departments and teams, by their ids. */
  readonly places: ReadonlyMap<string, SecuredPlace>;
}

function securedPlace(level: SecurityLevel): SecuredPlace {
  const { dataClass, encryption } = securityDemands[level];
  const asked = dataClass !== null && encryption ? { [dataClass]: { handling_requirements: { encryption_required: true } } } : {};
  return { dataClass, levels: DataLevels.parse(asked) };
}

/** Reads the places whose level asks for anything. */
export async function readSecuredPlaces(tx: TenantTransaction, tenantId: string): Promise<SecuredPlaces> {
  const rows = await tx
    .select({ kind: placeSetting.placeKind, id: placeSetting.placeId, level: placeSetting.securityLevel })
    .from(placeSetting)
    .where(and(eq(placeSetting.tenantId, tenantId), inArray(placeSetting.securityLevel, ['elevated', 'strict'])));
  const places = new Map<string, SecuredPlace>();
  let tenant: SecuredPlace | null = null;
  for (const { kind, id, level } of rows) {
    if (level === null) continue;
    if (kind === 'tenant') tenant = securedPlace(level);
    else places.set(id, securedPlace(level));
  }
  return { tenant, places };
}
