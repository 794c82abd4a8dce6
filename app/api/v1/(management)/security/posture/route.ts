import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getSecurityPosture } from '#lib/security-posture/index.ts';

export const GET = defineRoute(getSecurityPosture);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
