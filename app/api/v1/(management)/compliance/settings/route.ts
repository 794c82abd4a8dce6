import { getComplianceSettings, updateComplianceSettings } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getComplianceSettings);
export const PATCH = defineRoute(updateComplianceSettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
