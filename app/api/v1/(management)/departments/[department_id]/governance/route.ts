import { getDepartmentGovernance } from '#lib/governance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getDepartmentGovernance);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
