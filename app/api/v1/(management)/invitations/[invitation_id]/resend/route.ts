import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { resendInvitation } from '#lib/invitations/index.ts';

export const POST = defineRoute(resendInvitation);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
