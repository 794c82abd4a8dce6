import { type Plan, plans, TenantCeiling, TenantLimits } from '#lib/contracts/tenant.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The plan of a tenant whose settings name none. */
const planDefault: Plan = 'business';

const limitsByPlan: Readonly<Record<Plan, TenantLimits>> = {
  free: { users_max: 25, departments_max: 5, teams_max: 25, providers_allowed: null },
  team: { users_max: 200, departments_max: 20, teams_max: 200, providers_allowed: null },
  business: { users_max: 1000, departments_max: 50, teams_max: 2500, providers_allowed: null },
  enterprise: { users_max: 10_000, departments_max: 500, teams_max: 10_000, providers_allowed: null },
};

/** What a plan has unless the settings of the tenant say otherwise (product row ORG-1). */
export const limitsOfPlan = (plan: Plan): TenantLimits => limitsByPlan[plan];

/** What the platform sells to a tenant, as it is stored; what is no ceiling counts as none. */
export function ceilingOf(stored: Settings | null): TenantCeiling {
  const parsed = TenantCeiling.safeParse(stored ?? {});
  return parsed.success ? parsed.data : noCeiling;
}

const noCeiling: TenantCeiling = { plan: null, limits: {} };

/** The plan that the platform sold; else the one that the settings name, and the usual one where they name none that there is. */
export const planOf = (settings: Settings, ceiling: Settings | null = null): Plan =>
  ceilingOf(ceiling).plan ?? plans.find((plan) => plan === settings.plan) ?? planDefault;

/** The limits that are set apart from the plan; stored values that are not limits count as not stored. */
export function ownLimitsOf(settings: Settings): Partial<TenantLimits> {
  const parsed = TenantLimits.partial().safeParse(settings.limits ?? {});
  return parsed.success ? Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== null)) : {};
}

/** Nobody is allowed more providers than the platform allows. */
function providersWithin(
  own: TenantLimits['providers_allowed'],
  sold: TenantLimits['providers_allowed'],
): TenantLimits['providers_allowed'] {
  if (own === null || sold === null) return own ?? sold;
  return own.filter((provider) => sold.includes(provider));
}

/** The limits of a tenant: its own before those of its plan, and none beyond what the platform sold. */
export function limitsOf(settings: Settings, ceiling: Settings | null = null): TenantLimits {
  const own = { ...limitsOfPlan(planOf(settings, ceiling)), ...ownLimitsOf(settings) };
  const { limits: sold } = ceilingOf(ceiling);
  return {
    users_max: Math.min(own.users_max, sold.users_max ?? own.users_max),
    departments_max: Math.min(own.departments_max, sold.departments_max ?? own.departments_max),
    teams_max: Math.min(own.teams_max, sold.teams_max ?? own.teams_max),
    providers_allowed: providersWithin(own.providers_allowed, sold.providers_allowed ?? null),
  };
}
