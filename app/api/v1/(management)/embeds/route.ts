import { createEmbed, listEmbeds } from '#lib/embeds/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listEmbeds);
export const POST = defineRoute(createEmbed);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
