import { defineCommand } from '#lib/command/define-command.ts';
import { environmentUpdate } from '#lib/contracts/environments.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { lockEnvironment, writeEnvironment } from './change-environment.ts';
import { setLimits } from './environment-limits.ts';

/** Names of the columns behind fields. */
const columnOf = {
  ...{ name: 'name', slug: 'slug', kind: 'kind', url: 'url', status: 'status' },
  ...{ primary_model: 'primaryModel', fallback_model: 'fallbackModel' },
} as const;
type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf).filter((name): name is Field => name in columnOf);

export const updateEnvironment = defineCommand(environmentUpdate, async (ctx, input) => {
  const before = await lockEnvironment(ctx, input.environment_id);
  requireActive(before);
  const changed = fields.filter((field) => input[field] !== undefined && input[field] !== before[field]);
  const budgets = await setLimits(ctx, before, { daily: input.daily_cost_limit_usd, monthly: input.monthly_cost_limit_usd });
  if (changed.length + budgets.length === 0) return { result: before, changes: null };
  const columns = Object.fromEntries(changed.map((field) => [columnOf[field], input[field]]));
  return writeEnvironment(ctx, before, columns, budgets);
});
