import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { linkPrivacyPackage } from '#lib/privacy/index.ts';

export const POST = defineRoute(linkPrivacyPackage);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
