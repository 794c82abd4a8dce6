import { defineQuery } from '#lib/command/define-query.ts';
import { approvalRuleList } from '#lib/contracts/approval-rules.ts';
import { readRules } from './rule-rows.ts';

export const listRules = defineQuery(approvalRuleList, async (ctx) => ({ data: await readRules(ctx), next_cursor: null }));
