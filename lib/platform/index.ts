export { askSupport } from './ask-support.ts';
export { resumeTenant, sellPlan, suspendTenant } from './change-standing.ts';
export { createPlatformTenant } from './create-tenant.ts';
export { getPlatformOverview } from './get-overview.ts';
export { getPlatformTenant } from './get-tenant.ts';
export { listSupportCases } from './list-support.ts';
export { listPlatformTenants } from './list-tenants.ts';
export { setPlatformTargets } from './set-targets.ts';
