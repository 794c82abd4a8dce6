import { createAttestation, listAttestations } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAttestations);
export const POST = defineRoute(createAttestation);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
