import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** Who is told of an alert, and when; ids are UUIDs of channels. */
export interface AlertRouting {
  /** Told when it opens, by severity; `all` comes besides. */
  readonly all: readonly string[];
  readonly critical: readonly string[];
  /** Told when nobody has acknowledged it after so many minutes, one after the other. */
  readonly escalations: readonly { readonly after_minutes: number; readonly channel_ids: readonly string[] }[];
}

/** What a rule does by itself when it fires. */
export interface AlertAction {
  readonly kind: 'disable_key' | 'throttle_key' | 'switch_route';
  /** UUID of the key or route. */
  readonly target_id: string;
  /** Of throttle_key. */
  readonly requests_per_minute?: number | undefined;
  /** Of switch_route: the version to put in force. */
  readonly version?: number | undefined;
}

const severity = () => text('severity', { enum: ['info', 'warning', 'critical'] }).notNull();

/** When somebody wants to be told about what calls cost, fail or take. */
export const alertRule = pgTable(
  'alert_rule',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** As lib/alerts/expression reads it, such as `requests_per_minute > baseline * 3`. */
    expression: text('expression').notNull(),
    /** Only calls of these; ids are UUIDs. */
    filters: jsonb('filters').$type<Readonly<Record<string, string>>>().notNull().default({}),
    windowMinutes: smallint('window_minutes').notNull(),
    /** How long it must hold before it is told. */
    forMinutes: smallint('for_minutes').notNull().default(0),
    /** After an alert ended, none is opened for so long. */
    coolDownMinutes: integer('cool_down_minutes').notNull().default(60),
    severity: severity(),
    routing: jsonb('routing').$type<AlertRouting>().notNull(),
    actions: jsonb('actions').$type<readonly AlertAction[]>().notNull().default([]),
    opensIncident: boolean('opens_incident').notNull().default(false),
    isEnabled: boolean('is_enabled').notNull().default(true),
    createdBy: uuid('created_by').notNull(),
    /** Whose permissions its actions act under: whoever wrote them last. */
    actionsBy: uuid('actions_by'),
    evaluatedAt: at('evaluated_at'),
    /** What the last evaluation saw; null before the first. */
    lastValues: jsonb('last_values').$type<Readonly<Record<string, number | null>>>(),
    lastFault: text('last_fault'),
    /** Since when the condition holds without a break; null while it does not. */
    holdsSinceAt: at('holds_since_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('alert_rule_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
    index('alert_rule_due').on(table.tenantId, table.evaluatedAt).where(sql`is_enabled and archived_at is null`),
  ],
);

/** Something that somebody asked to be told of. */
export const alert = pgTable(
  'alert',
  {
    tenantId: tenantId(),
    /** Of a budget's threshold it is made from budget, period and percent, so that billing shows the same. */
    id: id(),
    source: text('source', { enum: ['rule', 'budget', 'budget_forecast', 'budget_overrun', 'budget_doubt', 'anomaly'] }).notNull(),
    /** While it is not resolved, the same source and fingerprint is the same alert. */
    fingerprint: text('fingerprint').notNull(),
    ruleId: uuid('rule_id'),
    budgetId: uuid('budget_id'),
    /** Where in the organization it belongs; who may see that place may see it. */
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    severity: severity(),
    title: text('title').notNull(),
    summary: text('summary').notNull(),
    detail: jsonb('detail').$type<Readonly<Record<string, unknown>>>().notNull(),
    state: text('state', { enum: ['open', 'acknowledged', 'resolved'] })
      .notNull()
      .default('open'),
    openedAt: at('opened_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    /** When what it tells of was over. */
    clearedAt: at('cleared_at'),
    acknowledgedAt: at('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by'),
    resolvedAt: at('resolved_at'),
    /** Null where it ended by itself. */
    resolvedBy: uuid('resolved_by'),
    /** Until then nobody is told again and nothing escalates. */
    snoozedUntilAt: at('snoozed_until_at'),
    routing: jsonb('routing').$type<AlertRouting>().notNull(),
    /** How many escalations have been told. */
    escalations: smallint('escalations').notNull().default(0),
    /** When the next one is due; null where there is none. */
    escalatesAt: at('escalates_at'),
    incidentId: uuid('incident_id'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.ruleId], foreignColumns: [alertRule.tenantId, alertRule.id] }),
    uniqueIndex('alert_unresolved').on(table.tenantId, table.source, table.fingerprint).where(sql`state <> 'resolved'`),
    index('alert_opened').on(table.tenantId, table.openedAt),
    index('alert_rule_alerts').on(table.tenantId, table.ruleId, table.openedAt),
    index('alert_escalates').on(table.tenantId, table.escalatesAt).where(sql`state = 'open' and escalates_at is not null`),
  ],
);

/** One step in the life of an alert; append-only. */
export const alertEntry = pgTable(
  'alert_entry',
  {
    tenantId: tenantId(),
    id: id(),
    alertId: uuid('alert_id').notNull(),
    kind: text('kind', {
      enum: ['opened', 'notified', 'escalated', 'acted', 'action_failed', 'acknowledged', 'snoozed', 'cleared', 'resolved'],
    }).notNull(),
    /** Null for what happened by itself. */
    userId: uuid('user_id'),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.alertId], foreignColumns: [alert.tenantId, alert.id] }),
    index('alert_entry_alert').on(table.tenantId, table.alertId),
  ],
);

/** What a tenant decided about alerts that come without a rule of its own. */
export const alertSetting = pgTable(
  'alert_setting',
  {
    tenantId: tenantId(),
    /** Of budgets' thresholds and forecasts. */
    budgetRouting: jsonb('budget_routing').$type<AlertRouting>().notNull(),
    anomalyRouting: jsonb('anomaly_routing').$type<AlertRouting>().notNull(),
    /** A budget whose forecast passes its limit is told of. */
    tellsForecasts: boolean('tells_forecasts').notNull().default(true),
    sensitivity: text('sensitivity', { enum: ['low', 'medium', 'high'] })
      .notNull()
      .default('medium'),
    /** An oddity in cost below this is not told of, in dollars; others need a share of this in requests or errors. */
    minimumImpactUsd: doublePrecision('minimum_impact_usd').notNull().default(5),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** What a dimension added to an anomaly. */
export interface AnomalyPart {
  readonly dimension: string;
  /** The value of the dimension as usage knows it: a UUID, or the name of a model. */
  readonly value: string;
  readonly actual: number;
  readonly expected: number;
  /** Its part of the whole difference, 0 to 1. */
  readonly share: number;
}

/** An hour, or a run of hours, in which a series was not as it used to be. */
export const anomaly = pgTable(
  'anomaly',
  {
    tenantId: tenantId(),
    id: id(),
    metric: text('metric', { enum: ['cost', 'requests', 'errors', 'latency'] }).notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'team', 'key', 'model'] }).notNull(),
    scopeValue: text('scope_value').notNull().default(''),
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    startedAt: at('started_at').notNull(),
    /** End of the last hour of the run. */
    endedAt: at('ended_at').notNull(),
    /** In robust standard deviations, of the strangest hour. */
    strength: doublePrecision('strength').notNull(),
    direction: text('direction', { enum: ['above', 'below'] }).notNull(),
    /** Sums over the run: dollars, calls, or milliseconds of the strangest hour. */
    actual: doublePrecision('actual').notNull(),
    expected: doublePrecision('expected').notNull(),
    parts: jsonb('parts').$type<readonly AnomalyPart[]>().notNull().default([]),
    state: text('state', { enum: ['open', 'dismissed'] })
      .notNull()
      .default('open'),
    feedback: text('feedback', { enum: ['useful', 'false_alarm'] }),
    reason: text('reason').notNull().default(''),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('anomaly_once').on(table.tenantId, table.metric, table.scopeKind, table.scopeValue, table.startedAt),
    index('anomaly_started').on(table.tenantId, table.startedAt),
  ],
);

/** How far a tenant's hours were looked through. */
export const anomalyScan = pgTable(
  'anomaly_scan',
  {
    tenantId: tenantId(),
    /** Hours before this were judged. */
    scannedToAt: at('scanned_to_at').notNull(),
    series: integer('series').notNull(),
    /** Of the hours judged in the back-test, those told of; what false alarms to expect, at most. */
    judgedHours: integer('judged_hours').notNull(),
    toldHours: integer('told_hours').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
