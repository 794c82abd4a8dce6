import { getClient, updateClient } from '#lib/credentials/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getClient);
export const PATCH = defineRoute(updateClient);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
