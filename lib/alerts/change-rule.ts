import { isDeepStrictEqual } from 'node:util';
import { and, count, eq, isNull } from 'drizzle-orm';
import { alert, alertRule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { AlertRule, alertRuleArchive, alertRuleCreate, alertRulesMax, alertRuleUpdate } from '#lib/contracts/alert-rules.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { endAlert } from './open-alert.ts';
import { requireChannels } from './require-channels.ts';
import { requireExpression, requireTargets } from './require-rule.ts';
import { type RuleRow, readRuleRow, storedAction, toRule } from './rule-rows.ts';

const nameTaken = { pointer: '/name', detail: 'Another rule has this name' };

type Written = Pick<AlertRule, 'name' | 'description' | 'expression' | 'filters' | 'window_minutes' | 'for_minutes' | 'cool_down_minutes'> &
  Pick<AlertRule, 'severity' | 'routing' | 'actions' | 'opens_incident' | 'is_enabled'>;

/** Checks a rule as it would be, and makes its columns. */
async function columnsOf(ctx: OperationContext, input: Written) {
  const condition = requireExpression(input.expression);
  await requireTargets(ctx, condition, input);
  await requireChannels(ctx, '/routing', input.routing);
  const filters = Object.fromEntries(
    Object.entries(input.filters).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
  );
  return {
    ...{ name: input.name, description: input.description, expression: input.expression, filters, severity: input.severity },
    ...{ windowMinutes: input.window_minutes, forMinutes: input.for_minutes, coolDownMinutes: input.cool_down_minutes },
    ...{
      routing: input.routing,
      actions: input.actions.map(storedAction),
      opensIncident: input.opens_incident,
      isEnabled: input.is_enabled,
    },
    ...{ updatedAt: ctx.now },
  };
}

export const createRule = defineCommand(alertRuleCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  const columns = await columnsOf(ctx, input);
  const [counted] = await tx
    .select({ rules: count() })
    .from(alertRule)
    .where(and(eq(alertRule.tenantId, tenantId), isNull(alertRule.archivedAt)));
  if ((counted?.rules ?? 0) >= alertRulesMax)
    throw new AppError('limit_reached', { detail: `There are ${alertRulesMax} rules, which is the most.` });
  const by = { createdBy: caller.userId, actionsBy: input.actions.length === 0 ? null : caller.userId, createdAt: now };
  const work = tx
    .insert(alertRule)
    .values({ tenantId, id: newUuid(now.getTime()), ...columns, ...by })
    .returning();
  const [row] = await refuseDuplicate('alert_rule_name', nameTaken, work);
  if (row === undefined) throw new AppError('internal', { internal: 'The rule that was just made is not there' });
  const after = toRule(row);
  return { result: after, changes: [changeOf('alert_rule', 'alertRule', AlertRule, null, after)] };
});

async function write(ctx: OperationContext, before: RuleRow, set: Partial<typeof alertRule.$inferInsert>) {
  const work = ctx.tx
    .update(alertRule)
    .set({ ...set, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(alertRule.tenantId, ctx.tenantId), eq(alertRule.id, before.id)))
    .returning();
  const [row] = await refuseDuplicate('alert_rule_name', nameTaken, work);
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** What a rule told of is over when the rule is changed into another one or is gone. */
async function endOpen({ tx, tenantId, now }: OperationContext, ruleId: string, note: string): Promise<void> {
  const rows = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.source, 'rule'), eq(alert.fingerprint, ruleId)))
    .for('update');
  for (const row of rows) if (row.state !== 'resolved') await endAlert(tx, row, { now, userId: null, note });
}

export const updateRule = defineCommand(alertRuleUpdate, async (ctx, { alert_rule_id: id, ...input }) => {
  const row = await readRuleRow(ctx, id, true);
  ctx.expectVersion(row.version);
  const before = toRule(row);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const wanted: Written = { ...before, ...given };
  const columns = await columnsOf(ctx, wanted);
  const isOther = !isDeepStrictEqual(
    [wanted.expression, wanted.window_minutes, wanted.filters],
    [before.expression, before.window_minutes, before.filters],
  );
  if (isOther || !wanted.is_enabled) await endOpen(ctx, id, 'The rule was changed.');
  const anew = isOther ? { holdsSinceAt: null, lastValues: null, lastFault: null, evaluatedAt: null } : {};
  // Whoever saves other things of a rule does not become the author of what it does.
  const by = isDeepStrictEqual(wanted.actions, before.actions) ? {} : { actionsBy: wanted.actions.length === 0 ? null : ctx.caller.userId };
  const after = toRule(await write(ctx, row, { ...columns, ...anew, ...by }));
  return { result: after, changes: [changeOf('alert_rule', 'alertRule', AlertRule, before, after)] };
});

export const archiveRule = defineCommand(alertRuleArchive, async (ctx, { alert_rule_id: id }) => {
  const row = await readRuleRow(ctx, id, true);
  await endOpen(ctx, id, 'The rule was archived.');
  const after = toRule(await write(ctx, row, { archivedAt: ctx.now, isEnabled: false }));
  return { result: after, changes: [changeOf('alert_rule', 'alertRule', AlertRule, toRule(row), null)] };
});
