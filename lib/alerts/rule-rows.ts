import { and, eq, isNull } from 'drizzle-orm';
import { alertRule, type AlertAction as StoredAction } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type AlertAction, type AlertFilters, AlertRule } from '#lib/contracts/alert-rules.ts';
import { AppError } from '#lib/core/errors.ts';

export type RuleRow = typeof alertRule.$inferSelect;

/** Filters as callers see them; ids lie as UUIDs. */
export const filtersOf = ({ filters }: Pick<RuleRow, 'filters'>): AlertFilters => ({ ...filters });

const toAction = ({ kind, target_id: id, requests_per_minute: rate = 1, version = 1 }: StoredAction): AlertAction => {
  if (kind === 'disable_key') return { kind, key_id: id };
  return kind === 'throttle_key' ? { kind, key_id: id, requests_per_minute: rate } : { kind, route_id: id, version };
};

export const storedAction = (action: AlertAction): StoredAction => {
  if (action.kind === 'switch_route') return { kind: action.kind, target_id: action.route_id, version: action.version };
  const rate = action.kind === 'throttle_key' ? { requests_per_minute: action.requests_per_minute } : {};
  return { kind: action.kind, target_id: action.key_id, ...rate };
};

/** A rule as callers see it. */
export const toRule = (row: RuleRow): AlertRule => ({
  id: row.id,
  name: row.name,
  description: row.description,
  expression: row.expression,
  filters: filtersOf(row),
  window_minutes: AlertRule.shape.window_minutes.parse(row.windowMinutes),
  for_minutes: row.forMinutes,
  cool_down_minutes: row.coolDownMinutes,
  severity: row.severity,
  routing: {
    all: [...row.routing.all],
    critical: [...row.routing.critical],
    escalations: row.routing.escalations.map(({ after_minutes, channel_ids }) => ({ after_minutes, channel_ids: [...channel_ids] })),
  },
  actions: row.actions.map(toAction),
  opens_incident: row.opensIncident,
  is_enabled: row.isEnabled,
  evaluated_at: row.evaluatedAt,
  last_values: row.lastValues === null ? null : { ...row.lastValues },
  last_fault: row.lastFault,
  holds_since: row.holdsSinceAt,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
  version: row.version,
});

/** The rule's row; `not_found` for one that is archived. */
export async function readRuleRow({ tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>, id: string, lock = false): Promise<RuleRow> {
  const query = tx
    .select()
    .from(alertRule)
    .where(and(eq(alertRule.tenantId, tenantId), eq(alertRule.id, id), isNull(alertRule.archivedAt)));
  const [row] = await (lock ? query.for('update') : query);
  if (row === undefined) throw new AppError('not_found');
  return row;
}
