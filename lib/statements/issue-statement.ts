import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Statement, statementIssue } from '#lib/contracts/statements.ts';
import { choosePeriod } from './choose-period.ts';
import { nameScope, scopeOf } from './statement-scope.ts';
import { readStatementSettings } from './statement-settings.ts';
import { storeStatement } from './store-statement.ts';

export const issueStatement = defineCommand(statementIssue, async (ctx: OperationContext, input) => {
  const settings = await readStatementSettings(ctx);
  const scope = await nameScope(ctx, scopeOf(input));
  const period = choosePeriod(input, settings, scope.timeZone, ctx.now.getTime(), 'closed');
  const result = await storeStatement(ctx, { scope, period, settings }, { now: ctx.now, userId: ctx.caller.userId });
  const { lines: _lines, ...stated } = result;
  return { result, changes: [changeOf('statement', 'statement', Statement, null, stated)] };
});
