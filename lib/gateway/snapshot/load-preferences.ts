import { eq } from 'drizzle-orm';
import { department, routingPreference, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { InheritedPreferences, type PreferenceRow } from './inherited-preferences.ts';
import type { Preferences } from './snapshot.ts';

/** What a tenant prefers; null where nobody in it does. The organization is read only where a part of it prefers something. */
export async function loadPreferences(tx: TenantTransaction, tenantId: string): Promise<Preferences | null> {
  const rows: PreferenceRow[] = await tx.select().from(routingPreference).where(eq(routingPreference.tenantId, tenantId));
  if (rows.length === 0) return null;
  if (rows.every(({ scopeKind }) => scopeKind === 'tenant')) return new InheritedPreferences(rows, [], []);
  const teams = await tx
    .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
    .from(team)
    .where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  return new InheritedPreferences(rows, teams, departments);
}
