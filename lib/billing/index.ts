export { acknowledgeDepartmentAlerts, getDepartmentBilling, setDepartmentBilling } from './department-billing.ts';
export { acknowledgeProjectAlerts, getProjectBilling, setProjectBilling } from './project-billing.ts';
export { acknowledgeTeamAlerts, getTeamBilling, setTeamBilling } from './team-billing.ts';
export { acknowledgeTenantAlerts, getTenantBilling, setTenantBilling } from './tenant-billing.ts';
