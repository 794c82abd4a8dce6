export { getDepartmentBilling } from './department-billing.ts';
export { getProjectBilling } from './project-billing.ts';
export { getTeamBilling } from './team-billing.ts';
export { getTenantBilling } from './tenant-billing.ts';
