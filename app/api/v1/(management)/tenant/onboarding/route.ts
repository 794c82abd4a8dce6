import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getOnboarding, updateOnboarding } from '#lib/onboarding/index.ts';

export const GET = defineRoute(getOnboarding);
export const PATCH = defineRoute(updateOnboarding);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
