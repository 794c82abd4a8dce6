import { defineQuery } from '#lib/command/define-query.ts';
import { reconciliationGet } from '#lib/contracts/reconciliations.ts';
import { readReconciliation } from './reconciliation-rows.ts';

export const getReconciliation = defineQuery(reconciliationGet, (ctx, { reconciliation_id: id }) => readReconciliation(ctx, id));
