import { getBudget, updateBudget } from '#lib/budgets/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getBudget);
export const PATCH = defineRoute(updateBudget);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
