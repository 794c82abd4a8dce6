import { defineCommand } from '#lib/command/define-command.ts';
import { approvalRuleUpdate } from '#lib/contracts/approval-rules.ts';
import { changeRule, lockRule, type RuleColumns } from './change-rule.ts';
import { requireRule } from './require-rule.ts';
import { toStoredLevels } from './rule-rows.ts';

/** Names of the columns behind fields; levels are stored in a form of their own. */
const columnOf = {
  name: 'name',
  above_usd: 'aboveNanoUsd',
  providers: 'providers',
  models: 'models',
  restricted: 'restricted',
  timeout_hours: 'timeoutHours',
  on_timeout: 'onTimeout',
  auto_approve_under_usd: 'autoApproveUnderNanoUsd',
  four_eyes: 'fourEyes',
  enabled: 'enabled',
} as const;
type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf).filter((name): name is Field => name in columnOf);

export const updateRule = defineCommand(approvalRuleUpdate, async (ctx, input) => {
  const before = await lockRule(ctx, input.rule_id);
  const given = fields.filter((field) => input[field] !== undefined);
  if (given.length === 0 && input.levels === undefined) return { result: before, changes: null };
  await requireRule(ctx, {
    kind: before.kind,
    above_usd: input.above_usd === undefined ? before.above_usd : input.above_usd,
    providers: input.providers ?? before.providers,
    models: input.models ?? before.models,
    restricted: input.restricted ?? before.restricted,
    levels: input.levels ?? before.levels,
  });
  const columns: RuleColumns = {
    ...Object.fromEntries(given.map((field) => [columnOf[field], input[field]])),
    ...(input.levels === undefined ? {} : { levels: toStoredLevels(input.levels) }),
  };
  return changeRule(ctx, before, columns);
});
