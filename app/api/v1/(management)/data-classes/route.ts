import { getDataClasses, updateDataClasses } from '#lib/data-classes/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getDataClasses);
export const PUT = defineRoute(updateDataClasses);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
