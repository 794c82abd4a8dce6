import { createClient, listClients } from '#lib/credentials/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listClients);
export const POST = defineRoute(createClient);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
