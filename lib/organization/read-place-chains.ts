import { eq } from 'drizzle-orm';
import { department, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { PlaceChains } from './place-chains.ts';

/** The teams and departments of a tenant, as what lies around each. */
export async function readPlaceChains(tx: TenantTransaction, tenantId: string): Promise<PlaceChains> {
  const teams = await tx
    .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
    .from(team)
    .where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  return new PlaceChains(teams, departments);
}
