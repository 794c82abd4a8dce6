import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createInvitation, listInvitations } from '#lib/invitations/index.ts';

export const GET = defineRoute(listInvitations);
export const POST = defineRoute(createInvitation);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
