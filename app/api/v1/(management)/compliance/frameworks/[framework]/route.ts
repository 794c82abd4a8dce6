import { archiveFramework, getFramework, updateFramework } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getFramework);
export const PATCH = defineRoute(updateFramework);
export const DELETE = defineRoute(archiveFramework);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
