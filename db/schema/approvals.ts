import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { virtualKey } from './gateway.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

const kinds = ['request', 'budget_raise', 'model_access', 'provider_access', 'key_request', 'project_start'] as const;

/** One level of an approval: who decides, and up to which amount nobody above them is asked. */
export interface ApprovalLevel {
  readonly role: string | null;
  readonly user_ids: readonly string[];
  /** Nano-USD in decimal digits, because JSON has no bigint; null for any amount. */
  readonly up_to_nano_usd: string | null;
}

/** Who decides about what, where, and what happens when nobody does. */
export const approvalRule = pgTable(
  'approval_rule',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind', { enum: kinds }).notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team'] }).notNull(),
    /** The department or team, what lies below it included; null for the tenant. */
    scopeId: uuid('scope_id'),
    /** Of rules for requests: calls that may cost more wait for an approval; null where their cost decides nothing. */
    aboveNanoUsd: nanoUsd('above_nano_usd'),
    /** Of rules for requests: calls to these wait for an approval whatever they cost, unless access was granted. */
    providers: text('providers').array().notNull().default([]),
    models: text('models').array().notNull().default([]),
    /** Single calls to `providers` and `models` cannot be approved: only access for the key or its team opens them. */
    restricted: boolean('restricted').notNull().default(false),
    levels: jsonb('levels').$type<readonly ApprovalLevel[]>().notNull(),
    timeoutHours: smallint('timeout_hours').notNull().default(72),
    onTimeout: text('on_timeout', { enum: ['escalate', 'reject'] })
      .notNull()
      .default('escalate'),
    /** What costs less is approved at once, and recorded; null approves nothing by itself. */
    autoApproveUnderNanoUsd: nanoUsd('auto_approve_under_nano_usd'),
    /** Nobody decides about what they asked for themselves. */
    fourEyes: boolean('four_eyes').notNull().default(true),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('approval_rule_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** How an approval is decided: a copy of the rule as it was when somebody asked, so that a change of it moves no open one. */
export interface ApprovalPolicy {
  readonly rule_id: string | null;
  readonly rule_name: string;
  readonly levels: readonly ApprovalLevel[];
  /** How many of the levels the amount needs; those above are asked when nobody below decides in time. */
  readonly needed: number;
  readonly timeout_hours: number;
  readonly on_timeout: 'escalate' | 'reject';
  readonly four_eyes: boolean;
}

/** Something that somebody asked for and others decide about. */
export const approval = pgTable(
  'approval',
  {
    tenantId: tenantId(),
    id: id(),
    kind: text('kind', { enum: kinds }).notNull(),
    state: text('state', { enum: ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'used'] })
      .notNull()
      .default('pending'),
    /** Who asked; null for a key that is nobody's own. */
    requesterId: uuid('requester_id'),
    /** What it is about, where it is a key's. */
    keyId: uuid('key_id'),
    teamId: uuid('team_id'),
    departmentId: uuid('department_id'),
    /** What is asked for, one line for people. */
    title: text('title').notNull(),
    reason: text('reason').notNull().default(''),
    /** What is asked for, by the kind (lib/approvals/subject.ts). */
    subject: jsonb('subject').$type<Readonly<Record<string, unknown>>>().notNull(),
    /** What decides how many levels are asked: the bound of a request, the new limit of a budget. */
    amountNanoUsd: nanoUsd('amount_nano_usd'),
    /** Keyed hash of the request; of approvals of calls only. */
    requestHash: text('request_hash'),
    model: text('model'),
    provider: text('provider'),
    policy: jsonb('policy').$type<ApprovalPolicy>().notNull(),
    /** The level that decides now, from 1. */
    level: smallint('level').notNull().default(1),
    /** When the level's time is over; null once decided. */
    dueAt: at('due_at'),
    /** How often what was approved may be used, and was. */
    usesMax: integer('uses_max').notNull().default(1),
    uses: integer('uses').notNull().default(0),
    /** Until when what was approved may be used. */
    usableUntilAt: at('usable_until_at'),
    decidedAt: at('decided_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.requesterId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.keyId], foreignColumns: [virtualKey.tenantId, virtualKey.id] }),
    // The same call of the same key asks once, however many processes ask at the same moment.
    uniqueIndex('approval_request_once').on(table.tenantId, table.keyId, table.requestHash).where(sql`state = 'pending'`),
    index('approval_due').on(table.tenantId, table.dueAt).where(sql`state = 'pending'`),
    index('approval_requester').on(table.tenantId, table.requesterId),
    index('approval_state').on(table.tenantId, table.state),
  ],
);

/** One level of one approval: who was asked, and what came of it. */
export const approvalStep = pgTable(
  'approval_step',
  {
    tenantId: tenantId(),
    id: id(),
    approvalId: uuid('approval_id').notNull(),
    level: smallint('level').notNull(),
    /** Whom the level resolved to when it began; what counts at the decision is who is one then. */
    approverIds: uuid('approver_ids').array().notNull().default([]),
    state: text('state', { enum: ['pending', 'approved', 'rejected', 'escalated', 'expired', 'cancelled', 'auto'] })
      .notNull()
      .default('pending'),
    /** Handed over by one of them to somebody else, for this step alone. */
    handedFromId: uuid('handed_from_id'),
    handedToId: uuid('handed_to_id'),
    decidedBy: uuid('decided_by'),
    /** For whom, where somebody else's vote was cast. */
    delegatedFromId: uuid('delegated_from_id'),
    decidedAt: at('decided_at'),
    comment: text('comment').notNull().default(''),
    createdAt: createdAt(),
    dueAt: at('due_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.approvalId], foreignColumns: [approval.tenantId, approval.id] }),
    uniqueIndex('approval_step_level').on(table.tenantId, table.approvalId, table.level),
  ],
);

/** Somebody decides in place of somebody else, from one moment to another. */
export const approvalDelegation = pgTable(
  'approval_delegation',
  {
    tenantId: tenantId(),
    id: id(),
    fromId: uuid('from_id').notNull(),
    toId: uuid('to_id').notNull(),
    reason: text('reason').notNull().default(''),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.fromId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.toId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('approval_delegation_from').on(table.tenantId, table.fromId),
    index('approval_delegation_to').on(table.tenantId, table.toId),
  ],
);

/** A provider or model that an approval opened for a key or a team. */
export const accessGrant = pgTable(
  'access_grant',
  {
    tenantId: tenantId(),
    id: id(),
    kind: text('kind', { enum: ['provider', 'model'] }).notNull(),
    /** The name of the provider or model. */
    value: text('value').notNull(),
    holderKind: text('holder_kind', { enum: ['key', 'team'] }).notNull(),
    holderId: uuid('holder_id').notNull(),
    approvalId: uuid('approval_id').notNull(),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.approvalId], foreignColumns: [approval.tenantId, approval.id] }),
    index('access_grant_holder').on(table.tenantId, table.holderKind, table.holderId),
  ],
);

/** The link of one approver to one step: works once, for that person alone. The link itself is derived, never stored. */
export const approvalLink = pgTable(
  'approval_link',
  {
    tenantId: tenantId(),
    id: id(),
    stepId: uuid('step_id').notNull(),
    userId: uuid('user_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.stepId], foreignColumns: [approvalStep.tenantId, approvalStep.id] }),
    uniqueIndex('approval_link_token').on(table.tenantId, table.tokenHash),
  ],
);
