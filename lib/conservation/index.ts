export { checkTenant } from './check-tenant.ts';
export { checkTenants } from './check-tenants.ts';
export { getConservation } from './get-conservation.ts';
