import { revokeAttestation } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const DELETE = defineRoute(revokeAttestation);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
