import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** A figure behind a recommendation, in words, with the page that shows where it comes from. */
export interface StoredEvidence {
  readonly label: string;
  readonly value: string;
  /** Path inside the console; null where no page shows it. */
  readonly href: string | null;
}

/** What was found out since it was applied; money as decimal text of nano-USD. */
export interface StoredMeasurement {
  readonly calls: number;
  readonly days: number;
  readonly actual: string;
  readonly baseline: string;
  /** A month at the pace so far, with its interval; null while there are not enough calls. */
  readonly monthly: { readonly amount: string; readonly low: string; readonly high: string } | null;
  readonly measured_to: string;
}

/** Something that would save money, found in the tenant's own usage. */
export const recommendation = pgTable(
  'recommendation',
  {
    tenantId: tenantId(),
    id: id(),
    /** A file of lib/recommendations/kinds. */
    kind: text('kind').notNull(),
    /** What it is about; the same kind and fingerprint is the same recommendation. */
    fingerprint: text('fingerprint').notNull(),
    /** Where in the organization it belongs; both null for the whole of it. */
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    title: text('title').notNull(),
    summary: text('summary').notNull(),
    /** What may go wrong. */
    risk: text('risk').notNull(),
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    lowNanoUsd: nanoUsd('low_nano_usd').notNull(),
    highNanoUsd: nanoUsd('high_nano_usd').notNull(),
    confidence: text('confidence', { enum: ['low', 'medium', 'high'] }).notNull(),
    effort: text('effort', { enum: ['low', 'medium', 'high'] }).notNull(),
    evidence: jsonb('evidence').$type<readonly StoredEvidence[]>().notNull(),
    /** What the kind needs to apply and to measure it; each kind reads its own. */
    plan: jsonb('plan').$type<Readonly<Record<string, unknown>>>().notNull(),
    /**
     * open · applied · measured (applied, and enough calls since to say what it saved) · dismissed · undone · passed (not found
     * any more before anybody decided).
     */
    state: text('state', { enum: ['open', 'applied', 'measured', 'dismissed', 'undone', 'passed'] })
      .notNull()
      .default('open'),
    foundAt: at('found_at').notNull(),
    /** When it was last found. */
    seenAt: at('seen_at').notNull(),
    decidedAt: at('decided_at'),
    decidedBy: uuid('decided_by'),
    /** Why it was dismissed. */
    reason: text('reason').notNull().default(''),
    /** It is open again after this if it is still found; null for never. */
    dismissedUntilAt: at('dismissed_until_at'),
    appliedAt: at('applied_at'),
    undoneAt: at('undone_at'),
    /** What the kind needs to change it back; null where nothing was changed by us. */
    undo: jsonb('undo').$type<Readonly<Record<string, unknown>>>(),
    measurement: jsonb('measurement').$type<StoredMeasurement>(),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('recommendation_once').on(table.tenantId, table.kind, table.fingerprint),
    index('recommendation_amount').on(table.tenantId, table.amountNanoUsd, table.id),
    index('recommendation_running').on(table.tenantId, table.appliedAt).where(sql`state in ('applied', 'measured')`),
  ],
);

/** What calls cost against what they would have cost, over the days that were looked at; money as decimal text of nano-USD. */
export interface StoredSavings {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  /** Calls that had a baseline other than themselves. */
  readonly compared_calls: number;
  readonly actual: string;
  readonly baseline: string;
  /** Parts of the difference: by answers that were kept, and by another model or provider. */
  readonly by_cache: string;
  readonly by_model: string;
  readonly days: readonly { readonly day: string; readonly actual: string; readonly baseline: string }[];
}

/** What a tenant decided about savings, and what its last nightly look found. */
export const savingState = pgTable(
  'saving_state',
  {
    tenantId: tenantId(),
    /** Calls that named a route are compared with this model; both null for none. */
    baselineProvider: text('baseline_provider'),
    baselineModel: text('baseline_model'),
    /** Less a month is not told of. */
    minimumNanoUsd: nanoUsd('minimum_nano_usd').notNull(),
    /** Null where the next look is due at once. */
    scannedAt: at('scanned_at'),
    savings: jsonb('savings').$type<StoredSavings>(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
