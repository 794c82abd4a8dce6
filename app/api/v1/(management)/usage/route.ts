import { defineTableRoute } from '#lib/http/define-table-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { usageTable } from '#lib/http/tables/usage-table.ts';
import { listUsageEvents } from '#lib/usage/index.ts';

export const GET = defineTableRoute(listUsageEvents, usageTable);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
