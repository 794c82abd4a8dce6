import { and, eq, isNull } from 'drizzle-orm';
import { alertRule } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type AlertRule, alertRuleGet, alertRuleList } from '#lib/contracts/alert-rules.ts';
import { readRuleRow, toRule } from './rule-rows.ts';

export const listRules = defineQuery(alertRuleList, async ({ tx, tenantId }, { search, sort, cursor, limit }) => {
  const { id, name, createdAt } = alertRule;
  const keyset = keysetOf<AlertRule>(sort, nameOrder(sort, { id, name, createdAt }), cursor);
  const rows = await tx
    .select()
    .from(alertRule)
    .where(
      and(eq(alertRule.tenantId, tenantId), isNull(alertRule.archivedAt), containsText([name, alertRule.expression], search), keyset.after),
    )
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(rows.map(toRule), limit);
});

export const getRule = defineQuery(alertRuleGet, async (ctx, { alert_rule_id: id }) => toRule(await readRuleRow(ctx, id)));
