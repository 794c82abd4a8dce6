import { TenantLimits } from '#lib/contracts/tenant.ts';

/** What a tenant may have unless its settings say otherwise (product row ORG-1). */
export const limitDefaults: TenantLimits = { users_max: 1000, departments_max: 50, teams_max: 2500 };

/** The limits of a tenant; stored values that are not limits count as not stored. */
export function limitsOf(settings: Readonly<Record<string, unknown>>): TenantLimits {
  const parsed = TenantLimits.safeParse({ ...limitDefaults, ...Object(settings.limits) });
  return parsed.success ? parsed.data : limitDefaults;
}
