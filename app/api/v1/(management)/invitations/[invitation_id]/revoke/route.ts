import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { revokeInvitation } from '#lib/invitations/index.ts';

export const POST = defineRoute(revokeInvitation);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
