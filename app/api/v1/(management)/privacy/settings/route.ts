import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPrivacySettings, updatePrivacySettings } from '#lib/privacy/index.ts';

export const GET = defineRoute(getPrivacySettings);
export const PUT = defineRoute(updatePrivacySettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
