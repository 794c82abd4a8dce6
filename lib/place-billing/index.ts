export { setDepartmentBilling, setProjectBilling, setTeamBilling, setTenantBilling } from './set-billing.ts';
