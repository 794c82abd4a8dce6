import { defineQuery } from '#lib/command/define-query.ts';
import { costCenterGet } from '#lib/contracts/cost-centers.ts';
import { readCostCenter } from './cost-center-rows.ts';

export const getCostCenter = defineQuery(costCenterGet, (ctx, input) => readCostCenter(ctx, input.cost_center_id));
