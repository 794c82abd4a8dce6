import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getStatementSettings, setStatementSettings } from '#lib/statements/index.ts';

export const GET = defineRoute(getStatementSettings);
export const PUT = defineRoute(setStatementSettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
