import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** Whom a dashboard is shared with; `id` is the team's or the role's, absent for everybody. */
export interface StoredShare {
  readonly with: 'tenant' | 'team' | 'role';
  readonly id?: string;
  readonly right: 'view' | 'edit';
}

/** Questions somebody keeps together. */
export const dashboard = pgTable(
  'dashboard',
  {
    tenantId: tenantId(),
    id: id(),
    ownerId: uuid('owner_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    range: text('range').notNull(),
    /** Widget of the contract in wire form, so that a definition written by an older version is read by its own rules. */
    widgets: jsonb('widgets').$type<unknown>().notNull(),
    shares: jsonb('shares').$type<readonly StoredShare[]>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.ownerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('dashboard_owner').on(table.tenantId, table.ownerId),
  ],
);

/** A dashboard, or one widget of it, that other sites may show in a frame. */
export const embed = pgTable(
  'embed',
  {
    tenantId: tenantId(),
    id: id(),
    dashboardId: uuid('dashboard_id').notNull(),
    /** Null for the whole dashboard. */
    widgetId: text('widget_id'),
    /** Whose rights it shows figures under, as they are when somebody looks. */
    authorId: uuid('author_id').notNull(),
    name: text('name').notNull(),
    /** Sites that may frame it: scheme, host and port. */
    origins: text('origins').array().notNull(),
    /** WidgetFilters of the contract in wire form; every link holds them. */
    filters: jsonb('filters').$type<unknown>().notNull(),
    /** No link of it lives longer. */
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.dashboardId], foreignColumns: [dashboard.tenantId, dashboard.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenantId, table.authorId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('embed_dashboard').on(table.tenantId, table.dashboardId),
  ],
);
