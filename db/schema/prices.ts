import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { priceVersion } from './gateway.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** Who asked for a change of prices and who decided it; both stay when the change is long in force. */
const reviewed = () => ({
  note: text('note').notNull().default(''),
  proposedBy: uuid('proposed_by').notNull(),
  decidedBy: uuid('decided_by'),
  decidedAt: at('decided_at'),
  decisionNote: text('decision_note').notNull().default(''),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  version: version(),
});

/**
 * What a tenant decided about a version of the shared price list, numbered in the order of the decisions: the approved one
 * with the latest `effective_at` that has come is in force. To go back is a decision of its own for an earlier version.
 */
export const priceDecision = pgTable(
  'price_decision',
  {
    tenantId: tenantId(),
    id: id(),
    number: integer('number').notNull(),
    versionId: uuid('version_id').notNull(),
    /** proposed: somebody asked for it and another person has to agree. */
    state: text('state', { enum: ['proposed', 'approved', 'rejected'] }).notNull(),
    /** From when calls are priced by it. */
    effectiveAt: at('effective_at').notNull(),
    ...reviewed(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.versionId], foreignColumns: [priceVersion.id] }),
    foreignKey({ columns: [table.tenantId, table.proposedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.decidedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('price_decision_number').on(table.tenantId, table.number),
    // One open question about a version at a time.
    uniqueIndex('price_decision_open').on(table.tenantId, table.versionId).where(sql`state = 'proposed'`),
  ],
);

/** A tenant's own rates or discount for some models of a provider. What was approved is only ever ended, never changed. */
export const priceOverride = pgTable(
  'price_override',
  {
    tenantId: tenantId(),
    id: id(),
    /** As usage names it: the connection's provider. */
    provider: text('provider').notNull(),
    /** A model's name, or a pattern in which `*` stands for any characters. */
    model: text('model').notNull(),
    kind: text('kind', { enum: ['rates', 'discount'] }).notNull(),
    /** Pico-USD a unit by meter, as decimal digits; null for a discount. */
    rates: jsonb('rates').$type<Readonly<Record<string, string>>>(),
    /** Hundredths of a percent off the list; null for rates. */
    discountBasisPoints: integer('discount_basis_points'),
    validFromAt: at('valid_from_at').notNull(),
    /** Exclusive; null while no end is known. */
    validToAt: at('valid_to_at'),
    state: text('state', { enum: ['proposed', 'approved', 'rejected'] }).notNull(),
    ...reviewed(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.proposedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.decidedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('price_override_state').on(table.tenantId, table.state, table.provider),
  ],
);

/** What calls of a period should have cost: computed first, and booked once a person has seen what it comes to. */
export const rerate = pgTable(
  'rerate',
  {
    tenantId: tenantId(),
    id: id(),
    state: text('state', { enum: ['previewing', 'previewed', 'running', 'done', 'cancelled', 'failed'] }).notNull(),
    reason: text('reason').notNull(),
    fromAt: at('from_at').notNull(),
    /** Exclusive. */
    toAt: at('to_at').notNull(),
    provider: text('provider'),
    /** A name or a pattern with `*`; null for all. */
    model: text('model'),
    teamId: uuid('team_id'),
    /** The version of the list to price by; null prices by what is approved for the time of each call. */
    priceVersionId: uuid('price_version_id'),
    /** The override to price by, whatever its state and validity; null uses those that are approved. */
    overrideId: uuid('override_id'),
    /** The re-rating that this one takes back. */
    undoOfId: uuid('undo_of_id'),
    /** Where the running pass has got to. */
    afterAt: at('after_at'),
    afterId: uuid('after_id'),
    events: integer('events').notNull().default(0),
    changed: integer('changed').notNull().default(0),
    /** Calls whose cost cannot be computed again from what is kept of them. */
    skipped: integer('skipped').notNull().default(0),
    skippedNanoUsd: nanoUsd('skipped_nano_usd').notNull().default(sql`0`),
    formerNanoUsd: nanoUsd('former_nano_usd').notNull().default(sql`0`),
    newNanoUsd: nanoUsd('new_nano_usd').notNull().default(sql`0`),
    /** Booked so far. */
    bookedEvents: integer('booked_events').notNull().default(0),
    bookedNanoUsd: nanoUsd('booked_nano_usd').notNull().default(sql`0`),
    /** Former and new cost by model and by team, largest difference first. */
    breakdown: jsonb('breakdown').$type<unknown>(),
    createdBy: uuid('created_by').notNull(),
    startedBy: uuid('started_by'),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.startedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    // Few rows: the job asks for the work of all tenants.
    index('rerate_due').on(table.tenantId, table.createdAt).where(sql`state in ('previewing', 'running')`),
    uniqueIndex('rerate_undo').on(table.tenantId, table.undoOfId).where(sql`undo_of_id is not null and state <> 'cancelled'`),
  ],
);

/** What a re-rating changed of one call. The call itself stays as it was written: it costs what it says plus these. */
export const usageCorrection = pgTable(
  'usage_correction',
  {
    tenantId: tenantId(),
    /** Of the call. */
    occurredAt: at('occurred_at').notNull(),
    eventId: uuid('event_id').notNull(),
    rerateId: uuid('rerate_id').notNull(),
    /** New cost less former; never zero. */
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** What the call is priced by since; null where the re-rating was taken back. */
    priceVersionId: uuid('price_version_id'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.occurredAt, table.eventId, table.rerateId] }),
    index('usage_correction_rerate').on(table.tenantId, table.rerateId, table.occurredAt),
  ],
);

/** Money that a person booked: a credit or a charge that no call made. */
export const adjustment = pgTable(
  'adjustment',
  {
    tenantId: tenantId(),
    id: id(),
    /** credit: takes away; adjust: adds. */
    kind: text('kind', { enum: ['credit', 'adjust'] }).notNull(),
    /** Signed as it is booked: negative for a credit. */
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    reason: text('reason').notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project', 'cost_center', 'user', 'key', 'budget'] }).notNull(),
    scopeId: uuid('scope_id').notNull(),
    /** Whose statements have it, as of a call: fixed when it is booked. Null where it is nobody's in particular. */
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    projectId: uuid('project_id'),
    /** Who bears it, as `sharesToText` writes it; null where only billing settings say so. */
    costShares: text('cost_shares'),
    /** The time it is meant for; budgets whose period of then is closed have it in the running one. */
    appliesAt: at('applies_at').notNull(),
    /** Some budget had to take it into its running period. */
    isMoved: boolean('is_moved').notNull().default(false),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('adjustment_time').on(table.tenantId, table.appliesAt),
  ],
);
