import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { verifyOnboarding } from '#lib/onboarding/index.ts';

export const POST = defineRoute(verifyOnboarding);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
