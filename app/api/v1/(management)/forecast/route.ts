import { getForecast } from '#lib/forecasts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getForecast);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
