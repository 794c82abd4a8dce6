export { actOnDepartmentPolicies, actOnProjectPolicies, actOnTeamPolicies, actOnTenantPolicies } from './act-on-policies.ts';
export { getDepartmentGovernance, getProjectGovernance, getTeamGovernance, getTenantGovernance } from './get-governance.ts';
export { setDepartmentGovernance, setProjectGovernance, setTeamGovernance, setTenantGovernance } from './set-governance.ts';
