import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** A control of an organization's own framework; what the built-in ones have in lib/compliance/frameworks. */
export interface StoredControl {
  readonly ref: string;
  readonly title: string;
  readonly checks: readonly string[];
  /** Why a person has to say it besides, or alone; null where checks suffice. */
  readonly human: string | null;
}

/** What a run found for one control. */
export interface StoredControlResult {
  readonly framework: string;
  readonly ref: string;
  readonly title: string;
  readonly status: 'pass' | 'fail' | 'not_applicable' | 'needs_human';
  readonly weight: number;
  readonly checks: readonly string[];
  readonly attestation_id: string | null;
}

/** What a run found for one framework. */
export interface StoredFrameworkScore {
  readonly framework: string;
  readonly name: string;
  readonly score: number | null;
  readonly evidenced: number;
  readonly passed: number;
  readonly failed: number;
  readonly needs_human: number;
  readonly not_applicable: number;
}

/** Which frameworks an organization follows, how strict its checks are, and how far monitoring is; no row is the default. */
export const complianceSetting = pgTable(
  'compliance_setting',
  {
    tenantId: tenantId(),
    /** Keys of built-in frameworks and ids of own ones; null for all. */
    frameworks: text('frameworks').array(),
    schedule: text('schedule', { enum: ['off', 'weekly', 'monthly', 'quarterly'] })
      .notNull()
      .default('quarterly'),
    monitoring: boolean('monitoring').notNull().default(true),
    idleMinutesMax: integer('idle_minutes_max').notNull().default(60),
    keyDaysMax: integer('key_days_max').notNull().default(90),
    retentionDaysMax: integer('retention_days_max').notNull().default(400),
    /** Days in which a finding is to be mended, by its severity. */
    dueDays: jsonb('due_days').$type<Readonly<Record<string, number>>>().notNull().default({}),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** How far the continuous monitoring of an organization is: its checks by what they said last. */
export const complianceMonitor = pgTable(
  'compliance_monitor',
  {
    tenantId: tenantId(),
    checkedAt: at('checked_at').notNull(),
    /** The sum of the configuration's versions that was looked at last. */
    configuration: text('configuration').notNull().default(''),
    statuses: jsonb('statuses').$type<Readonly<Record<string, string>>>().notNull().default({}),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** A framework that an organization wrote itself. */
export const complianceFramework = pgTable(
  'compliance_framework',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    controls: jsonb('controls').$type<readonly StoredControl[]>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('compliance_framework_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** One audit: every check once, and what that says of each control. Append-only. */
export const complianceRun = pgTable(
  'compliance_run',
  {
    tenantId: tenantId(),
    id: id(),
    cause: text('cause', { enum: ['asked', 'scheduled'] }).notNull(),
    startedBy: uuid('started_by'),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at').notNull(),
    nextAuditAt: at('next_audit_at').notNull(),
    /** 0 to 100 over all frameworks; null where nothing was decided. */
    score: smallint('score'),
    /** Percent of the weight of applicable controls that is decided. */
    evidenced: smallint('evidenced').notNull(),
    frameworks: jsonb('frameworks').$type<readonly StoredFrameworkScore[]>().notNull(),
    controls: jsonb('controls').$type<readonly StoredControlResult[]>().notNull(),
    /** SHA-256 over the results' digests and the controls; the audit entry of the run holds the same. */
    digest: text('digest').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('compliance_run_started').on(table.tenantId, table.startedAt),
  ],
);

/** What one check found in one run, with its evidence. Append-only. */
export const complianceResult = pgTable(
  'compliance_result',
  {
    tenantId: tenantId(),
    runId: uuid('run_id').notNull(),
    /** A name of lib/compliance/checks. */
    checkName: text('check_name').notNull(),
    status: text('status', { enum: ['pass', 'fail', 'not_applicable', 'needs_human'] }).notNull(),
    examined: integer('examined').notNull(),
    failing: integer('failing').notNull(),
    measuredAt: at('measured_at').notNull(),
    /** Canonical JSON (RFC 8785): what was asked, of what, and what came of it. */
    evidence: text('evidence').notNull(),
    /** SHA-256 of the evidence, hexadecimal. */
    digest: text('digest').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.runId, table.checkName] }),
    foreignKey({ columns: [table.tenantId, table.runId], foreignColumns: [complianceRun.tenantId, complianceRun.id] }),
  ],
);

/** A check that failed, until it passes again; one row however many runs see it. */
export const complianceFinding = pgTable(
  'compliance_finding',
  {
    tenantId: tenantId(),
    id: id(),
    checkName: text('check_name').notNull(),
    severity: text('severity', { enum: ['low', 'medium', 'high', 'critical'] }).notNull(),
    /** accepted: the risk is borne until `accepted_until_at`. */
    state: text('state', { enum: ['open', 'accepted', 'fixed'] })
      .notNull()
      .default('open'),
    failing: integer('failing').notNull(),
    sample: text('sample').array().notNull().default([]),
    ownerId: uuid('owner_id'),
    dueAt: at('due_at').notNull(),
    openedAt: at('opened_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    fixedAt: at('fixed_at'),
    /** Who asked that the risk be accepted, until when, and who agreed. */
    acceptanceAskedBy: uuid('acceptance_asked_by'),
    acceptedUntilAt: at('accepted_until_at'),
    acceptedBy: uuid('accepted_by'),
    /** How what was changed by one click is changed back; null where nothing was. */
    undo: jsonb('undo').$type<Record<string, unknown>>(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.ownerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('compliance_finding_unfixed').on(table.tenantId, table.checkName).where(sql`state <> 'fixed'`),
    index('compliance_finding_opened').on(table.tenantId, table.openedAt),
  ],
);

/** One step in the life of a finding; append-only. */
export const complianceFindingEntry = pgTable(
  'compliance_finding_entry',
  {
    tenantId: tenantId(),
    id: id(),
    findingId: uuid('finding_id').notNull(),
    kind: text('kind', {
      enum: [
        ...(['opened', 'fixed', 'assigned', 'due', 'comment', 'remediated', 'undone'] as const),
        ...(['acceptance_asked', 'accepted', 'acceptance_refused', 'acceptance_ended'] as const),
      ],
    }).notNull(),
    /** Null for what a run did. */
    userId: uuid('user_id'),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.findingId], foreignColumns: [complianceFinding.tenantId, complianceFinding.id] }),
    index('compliance_finding_entry_finding').on(table.tenantId, table.findingId),
  ],
);
