import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { alert } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Alert, alertGet, alertList } from '#lib/contracts/alerts.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { alertPlace, readAlertRow, readTimeline, toAlert } from './alert-rows.ts';

function ofState(state: InputOf<typeof alertList>['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'unresolved' ? ne(alert.state, 'resolved') : eq(alert.state, state);
}

export const listAlerts = defineQuery(alertList, async (ctx, input) => {
  const order = {
    key: sql`${alert.openedAt}`,
    type: 'time',
    id: sql`${alert.id}`,
    descending: input.sort === '-opened_at',
    valueOf: (row: Alert) => row.opened_at.getTime(),
    idOf: (row: Alert) => row.id,
  } as const;
  const keyset = keysetOf<Alert>(input.sort, order, input.cursor);
  const rows = await ctx.tx
    .select()
    .from(alert)
    .where(
      and(
        eq(alert.tenantId, ctx.tenantId),
        ctx.visible(alertPlace),
        ofState(input.state),
        input.source === undefined ? undefined : eq(alert.source, input.source),
        input.severity === undefined ? undefined : eq(alert.severity, input.severity),
        input.rule_id === undefined ? undefined : eq(alert.ruleId, input.rule_id),
        input.budget_id === undefined ? undefined : eq(alert.budgetId, input.budget_id),
        input.team_id === undefined ? undefined : eq(alert.teamId, input.team_id),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows.map(toAlert), input.limit);
});

export const getAlert = defineQuery(alertGet, async (ctx, { alert_id: id }) => ({
  ...toAlert(await readAlertRow(ctx, id)),
  timeline: await readTimeline(ctx, id),
}));
