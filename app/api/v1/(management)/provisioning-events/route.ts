import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listProvisioningEvents } from '#lib/scim/index.ts';

export const GET = defineRoute(listProvisioningEvents);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
