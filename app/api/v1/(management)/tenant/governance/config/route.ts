import { setTenantGovernance } from '#lib/governance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const PUT = defineRoute(setTenantGovernance);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
