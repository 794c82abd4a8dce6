import { getRole, updateRole } from '#lib/access/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getRole);
export const PATCH = defineRoute(updateRole);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
