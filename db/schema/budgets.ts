import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** What a budget does when this part of its limit is spent; `actions` are names of lib/budgets. */
export interface BudgetThreshold {
  /** Of the limit in force, whole; may be more than 100. */
  readonly percent: number;
  readonly severity: 'warning' | 'critical' | 'exceeded';
  readonly actions: readonly string[];
  /** Of require_approval: calls that may cost more than this share of what remains need consent. */
  readonly approval_above_percent?: number | undefined;
  /** Of downgrade: the model that is asked instead, by the one that was asked for. */
  readonly downgrade_models?: Readonly<Record<string, string>> | undefined;
  /** Of restrict. Ids are UUIDs, tags `name=value`. */
  readonly essential?:
    | {
        readonly key_ids?: readonly string[] | undefined;
        readonly team_ids?: readonly string[] | undefined;
        readonly non_essential_tags?: readonly string[] | undefined;
      }
    | undefined;
}

/** A limit on what the calls of a scope may cost in each period. */
export const budget = pgTable(
  'budget',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** `department` and `team` include what lies below them. */
    scopeKind: text('scope_kind', {
      enum: ['tenant', 'department', 'team', 'project', 'environment', 'cost_center', 'user', 'key', 'provider', 'model', 'tag'],
    }).notNull(),
    /** The UUID of an entity, the name of a provider or model, `name=value` of a tag; empty for the tenant. */
    scopeValue: text('scope_value').notNull().default(''),
    limitNanoUsd: nanoUsd('limit_nano_usd').notNull(),
    /** Part of the limit that no call may use: the limit in force is the rest of it. */
    reservePercent: smallint('reserve_percent').notNull().default(0),
    periodKind: text('period_kind', { enum: ['daily', 'weekly', 'monthly', 'quarterly', 'annual', 'fixed'] }).notNull(),
    timeZone: text('time_zone').notNull().default('UTC'),
    /** ISO week day on which weeks begin. */
    weekStart: smallint('week_start').notNull().default(1),
    fiscalMonth: smallint('fiscal_month').notNull().default(1),
    fiscalDay: smallint('fiscal_day').notNull().default(1),
    fixedStartAt: at('fixed_start_at'),
    fixedEndAt: at('fixed_end_at'),
    /** soft: counted and alerted, never refused. grace: hard from `grace_hours` after its limit was first reached. */
    enforcement: text('enforcement', { enum: ['hard', 'soft', 'grace'] })
      .notNull()
      .default('hard'),
    graceHours: smallint('grace_hours').notNull().default(0),
    /** What becomes of a call whose cost passes its hold: it finishes, recorded as overrun, or is cut there. */
    onOverrun: text('on_overrun', { enum: ['finish', 'cut'] })
      .notNull()
      .default('finish'),
    /** Callers who name no output limit get the one that still fits, where their call would not fit otherwise. */
    fitOutput: boolean('fit_output').notNull().default(false),
    thresholds: jsonb('thresholds').$type<readonly BudgetThreshold[]>().notNull().default([]),
    /** The budget that this one is an allocation of. */
    parentId: uuid('parent_id'),
    /** Who can raise it; told to callers who are refused. */
    ownerId: uuid('owner_id'),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    /** Calls before and after are not its business. */
    effectiveFromAt: at('effective_from_at'),
    effectiveUntilAt: at('effective_until_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.parentId], foreignColumns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.ownerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('budget_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
    index('budget_scope').on(table.tenantId, table.scopeKind, table.scopeValue),
    index('budget_parent').on(table.tenantId, table.parentId),
  ],
);

const ofPeriod = () => ({ budgetId: uuid('budget_id').notNull(), periodStartAt: at('period_start_at').notNull() });

const periodKey = (table: {
  tenantId: AnyPgColumn;
  budgetId: AnyPgColumn;
  periodStartAt: AnyPgColumn;
}): [AnyPgColumn, AnyPgColumn, AnyPgColumn] => [table.tenantId, table.budgetId, table.periodStartAt];

/**
 * A budget in one period; made when the first call needs it. At every commit, while the limit is not lowered and no grace
 * runs: spent + leased ≤ limit + overrun.
 */
export const budgetPeriod = pgTable(
  'budget_period',
  {
    tenantId: tenantId(),
    ...ofPeriod(),
    periodEndAt: at('period_end_at').notNull(),
    /** The limit in force. */
    limitNanoUsd: nanoUsd('limit_nano_usd').notNull(),
    /** The sum of the period's ledger entries. */
    spentNanoUsd: nanoUsd('spent_nano_usd').notNull().default(sql`0`),
    /** Granted to processes and reservations and not spent yet. */
    leasedNanoUsd: nanoUsd('leased_nano_usd').notNull().default(sql`0`),
    /** What calls cost above what was held for them. */
    overrunNanoUsd: nanoUsd('overrun_nano_usd').notNull().default(sql`0`),
    /** When spending first reached the limit; where a grace period begins. */
    exceededAt: at('exceeded_at'),
    /** The period has ended and nothing of it is held any more; statements are made of closed periods. */
    closedAt: at('closed_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: periodKey(table) }),
    foreignKey({ columns: [table.tenantId, table.budgetId], foreignColumns: [budget.tenantId, budget.id] }),
    index('budget_period_open').on(table.tenantId, table.periodEndAt).where(sql`closed_at is null`),
  ],
);

/** Part of a period's limit, granted to one run of one process; only that run changes `granted`. */
export const lease = pgTable(
  'lease',
  {
    tenantId: tenantId(),
    id: id(),
    ...ofPeriod(),
    incarnation: uuid('incarnation').notNull(),
    grantedNanoUsd: nanoUsd('granted_nano_usd').notNull().default(sql`0`),
    /** Used up by calls that are in the ledger. */
    postedNanoUsd: nanoUsd('posted_nano_usd').notNull().default(sql`0`),
    /** Booked as spent after a long silence of the holder; part of neither leased nor posted. */
    presumedNanoUsd: nanoUsd('presumed_nano_usd').notNull().default(sql`0`),
    /** Counts the holder's changes, so that one whose outcome nobody heard can be told from one that never came. */
    seq: bigint('seq', { mode: 'bigint' }).notNull().default(sql`0`),
    state: text('state', { enum: ['open', 'in_doubt', 'presumed', 'closed'] })
      .notNull()
      .default('open'),
    seenAt: at('seen_at').notNull().defaultNow(),
    /** Somebody needs what the holder does not; the holder gives back what is free. */
    recallAt: at('recall_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: periodKey(table), foreignColumns: periodKey(budgetPeriod) }),
    index('lease_period').on(table.tenantId, table.budgetId, table.periodStartAt),
    index('lease_open').on(table.tenantId, table.incarnation).where(sql`state <> 'closed'`),
    index('lease_recalled').on(table.tenantId, table.incarnation).where(sql`recall_at is not null`),
  ],
);

/** A threshold that the spending of a period passed; once each, and what alerts are made from. */
export const budgetCrossing = pgTable(
  'budget_crossing',
  {
    tenantId: tenantId(),
    ...ofPeriod(),
    percent: smallint('percent').notNull(),
    spentNanoUsd: nanoUsd('spent_nano_usd').notNull(),
    limitNanoUsd: nanoUsd('limit_nano_usd').notNull(),
    crossedAt: at('crossed_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.budgetId, table.periodStartAt, table.percent] }),
    foreignKey({ columns: periodKey(table), foreignColumns: periodKey(budgetPeriod) }),
  ],
);

/** A part of what one budget had left in a period, lent to another for that period: its limit in force there, and nowhere else. */
export const budgetLoan = pgTable(
  'budget_loan',
  {
    tenantId: tenantId(),
    id: id(),
    lenderBudgetId: uuid('lender_budget_id').notNull(),
    borrowerBudgetId: uuid('borrower_budget_id').notNull(),
    /** Of both: they count in the same periods. */
    periodStartAt: at('period_start_at').notNull(),
    periodEndAt: at('period_end_at').notNull(),
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** Taken back before the end of the period. */
    returnedNanoUsd: nanoUsd('returned_nano_usd').notNull().default(sql`0`),
    note: text('note').notNull().default(''),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      name: 'budget_loan_lender',
      columns: [table.tenantId, table.lenderBudgetId],
      foreignColumns: [budget.tenantId, budget.id],
    }),
    foreignKey({
      name: 'budget_loan_borrower',
      columns: [table.tenantId, table.borrowerBudgetId],
      foreignColumns: [budget.tenantId, budget.id],
    }),
    foreignKey({
      name: 'budget_loan_maker',
      columns: [table.tenantId, table.createdBy],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
    index('budget_loan_lender_period').on(table.tenantId, table.lenderBudgetId, table.periodStartAt),
    index('budget_loan_borrower_period').on(table.tenantId, table.borrowerBudgetId, table.periodStartAt),
  ],
);
