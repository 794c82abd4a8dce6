import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getLineage } from '#lib/lineage/index.ts';

export const GET = defineRoute(getLineage);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
