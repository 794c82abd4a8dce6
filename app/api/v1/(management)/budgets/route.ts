import { createBudget, listBudgets } from '#lib/budgets/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listBudgets);
export const POST = defineRoute(createBudget);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
