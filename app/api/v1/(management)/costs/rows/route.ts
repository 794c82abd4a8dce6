import { listCostRows } from '#lib/analytics/index.ts';
import { defineTableRoute } from '#lib/http/define-table-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { costRowsTable } from '#lib/http/tables/cost-tables.ts';

export const GET = defineTableRoute(listCostRows, costRowsTable);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
