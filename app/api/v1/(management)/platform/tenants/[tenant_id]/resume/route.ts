import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { resumeTenant } from '#lib/platform/index.ts';

export const POST = defineRoute(resumeTenant);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
