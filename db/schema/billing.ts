import { foreignKey, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { budget } from './budgets.ts';
import { at, createdAt, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** How a place wants to be billed, beyond its monthly budget, which is a budget like any other. */
export const billingSetting = pgTable(
  'billing_setting',
  {
    tenantId: tenantId(),
    placeKind: text('place_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    /** Of the department, team or project; the tenant's own for the tenant. */
    placeId: uuid('place_id').notNull(),
    /** As lib/contracts/billing.ts has it. */
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
    /** The report that the settings have sent; may be deleted on its own. */
    reportScheduleId: uuid('report_schedule_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.placeKind, table.placeId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** Somebody has seen that a threshold was reached in a period; once each, whoever comes first. */
export const budgetAcknowledgement = pgTable(
  'budget_acknowledgement',
  {
    tenantId: tenantId(),
    budgetId: uuid('budget_id').notNull(),
    periodStartAt: at('period_start_at').notNull(),
    percent: smallint('percent').notNull(),
    userId: uuid('user_id').notNull(),
    acknowledgedAt: at('acknowledged_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'budget_acknowledgement_pk', columns: [table.tenantId, table.budgetId, table.periodStartAt, table.percent] }),
    foreignKey({
      name: 'budget_acknowledgement_budget',
      columns: [table.tenantId, table.budgetId],
      foreignColumns: [budget.tenantId, budget.id],
    }),
    foreignKey({
      name: 'budget_acknowledgement_user',
      columns: [table.tenantId, table.userId],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
  ],
);
