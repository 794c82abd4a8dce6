export { getDepartmentSettings, getTeamSettings, getTenantSettings } from './get-settings.ts';
export { updateDepartmentSettings, updateTeamSettings, updateTenantSettings } from './update-settings.ts';
