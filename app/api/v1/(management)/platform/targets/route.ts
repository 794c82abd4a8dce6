import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { setPlatformTargets } from '#lib/platform/index.ts';

export const PATCH = defineRoute(setPlatformTargets);
export const { GET, POST, PUT, DELETE } = refuseMethods('PATCH');
