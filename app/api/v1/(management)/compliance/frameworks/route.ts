import { createFramework, listFrameworks } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listFrameworks);
export const POST = defineRoute(createFramework);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
