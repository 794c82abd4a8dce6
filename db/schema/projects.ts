import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  doublePrecision,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { costCenter } from './cost-centers.ts';
import { userAccount } from './identity.ts';
import { department, team, tenant } from './organization.ts';

const texts = (name: string) => text(name).array().notNull().default([]);
const day = (name: string) => date(name, { mode: 'string' });

/** Work that uses models: what gives an app its keys, budgets and environments. */
export const project = pgTable(
  'project',
  {
    tenantId: tenantId(),
    id: id(),
    /** What callers name it by in headers. */
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    ownerId: uuid('owner_id'),
    teamId: uuid('team_id'),
    departmentId: uuid('department_id'),
    costCenterId: uuid('cost_center_id'),
    businessUnit: text('business_unit'),
    /** Only calls of active ones are served. */
    status: text('status', { enum: ['planned', 'active', 'paused', 'completed'] })
      .notNull()
      .default('active'),
    priority: text('priority', { enum: ['low', 'medium', 'high', 'critical'] })
      .notNull()
      .default('medium'),
    startDate: day('start_date'),
    endDate: day('end_date'),
    allocatedNanoUsd: nanoUsd('allocated_nano_usd'),
    estimatedNanoUsd: nanoUsd('estimated_nano_usd'),
    /** Whether it leaves `planned` by an approval alone, whatever the rules of the organization say. */
    requiresApproval: boolean('requires_approval').notNull().default(false),
    reviewDueDate: day('review_due_date'),
    securityLevel: text('security_level', { enum: ['public', 'internal', 'confidential', 'restricted'] })
      .notNull()
      .default('internal'),
    dataClasses: texts('data_classes'),
    complianceRequirements: texts('compliance_requirements'),
    /** Whose keys may name it: everybody's, the team's, or those of its owner and stakeholders. */
    visibility: text('visibility', { enum: ['public', 'team', 'private'] })
      .notNull()
      .default('team'),
    /** E-mail domains of people whose personal keys may name it; empty for all. */
    allowedDomains: texts('allowed_domains'),
    /** Networks (CIDR) that its calls may come from; empty for all. */
    allowedIps: texts('allowed_ips'),
    language: text('language'),
    frameworks: texts('frameworks'),
    /** Quality gates, delivery metrics, business value and KPIs, as lib/contracts/projects.ts has them. */
    profile: jsonb('profile').$type<Record<string, unknown>>().notNull().default({}),
    stakeholders: jsonb('stakeholders').$type<readonly { readonly userId: string; readonly role: string }[]>().notNull().default([]),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.ownerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    foreignKey({ columns: [table.tenantId, table.departmentId], foreignColumns: [department.tenantId, department.id] }),
    foreignKey({ columns: [table.tenantId, table.costCenterId], foreignColumns: [costCenter.tenantId, costCenter.id] }),
    uniqueIndex('project_slug').on(table.tenantId, table.slug).where(sql`archived_at is null`),
    index('project_team').on(table.tenantId, table.teamId),
  ],
);

/** A stage of a project, such as production. */
export const environment = pgTable(
  'environment',
  {
    tenantId: tenantId(),
    id: id(),
    projectId: uuid('project_id').notNull(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['development', 'staging', 'production', 'other'] }).notNull(),
    url: text('url'),
    /** Only calls of active ones are served. */
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    primaryModel: text('primary_model'),
    fallbackModel: text('fallback_model'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.projectId], foreignColumns: [project.tenantId, project.id] }),
    uniqueIndex('environment_slug').on(table.tenantId, table.projectId, table.slug).where(sql`archived_at is null`),
  ],
);

/** A version of a project that goes to its users. */
export const release = pgTable(
  'release',
  {
    tenantId: tenantId(),
    id: id(),
    projectId: uuid('project_id').notNull(),
    /** Where it runs; null for all environments. */
    environmentId: uuid('environment_id'),
    /** Semantic version 2.0.0. */
    semanticVersion: text('semantic_version').notNull(),
    name: text('name').notNull(),
    notes: text('notes').notNull().default(''),
    status: text('status', { enum: ['draft', 'released', 'rolled_back'] })
      .notNull()
      .default('draft'),
    /** What its tests measured, in percent; null where nobody said. The gates of the project ask for it. */
    coveragePercent: doublePrecision('coverage_percent'),
    testSuccessPercent: doublePrecision('test_success_percent'),
    createdBy: uuid('created_by'),
    /** Who moved it to its status, and when. */
    decidedBy: uuid('decided_by'),
    releasedAt: at('released_at'),
    rolledBackAt: at('rolled_back_at'),
    /** When people said that it had failed; null where nobody did. */
    failedAt: at('failed_at'),
    failureNote: text('failure_note').notNull().default(''),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.projectId], foreignColumns: [project.tenantId, project.id] }),
    foreignKey({ columns: [table.tenantId, table.environmentId], foreignColumns: [environment.tenantId, environment.id] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.decidedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('release_version').on(table.tenantId, table.projectId, table.semanticVersion),
  ],
);
