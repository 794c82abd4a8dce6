import { sql } from 'drizzle-orm';
import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** A tool as a server listed it when it was tested last. */
export interface ListedTool {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
}

const everything = () => sql`'{*}'::text[]`;
const ids = (name: string) => uuid(name).array().notNull().default([]);

/** A server of the Model Context Protocol that agents reach through the gateway. */
export const mcpServer = pgTable(
  'mcp_server',
  {
    tenantId: tenantId(),
    id: id(),
    /** Its name in addresses: `/api/v1/mcp/<slug>`. */
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    auth: text('auth', { enum: ['none', 'bearer', 'header', 'oauth'] }).notNull(),
    /** What the authentication wants to be told beside its secret, by the names of lib/mcp/server-auth.ts. */
    authSettings: jsonb('auth_settings').$type<Record<string, string>>().notNull().default({}),
    /** Token, header value or client secret, sealed as credentials of connections are. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    credentialRotatedAt: at('credential_rotated_at'),
    /** Patterns in which `*` stands for any characters; what is denied is not allowed. */
    allowedTools: text('allowed_tools').array().notNull().default(everything()),
    deniedTools: text('denied_tools').array().notNull().default([]),
    allowedResources: text('allowed_resources').array().notNull().default(everything()),
    deniedResources: text('denied_resources').array().notNull().default([]),
    allowedPrompts: text('allowed_prompts').array().notNull().default(everything()),
    deniedPrompts: text('denied_prompts').array().notNull().default([]),
    /** Who may use it; everybody in the tenant where all five are empty. */
    departmentIds: ids('department_ids'),
    teamIds: ids('team_ids'),
    userIds: ids('user_ids'),
    roleIds: ids('role_ids'),
    keyIds: ids('key_ids'),
    status: text('status', { enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    timeoutSeconds: integer('timeout_seconds').notNull().default(60),
    /** What a call of a tool costs; null where nobody counts that. */
    pricePerCallNanoUsd: nanoUsd('price_per_call_nano_usd'),
    /** The tools of the last test that succeeded. */
    tools: jsonb('tools').$type<ListedTool[]>().notNull().default([]),
    testedAt: at('tested_at'),
    testResult: jsonb('test_result').$type<{ ok: boolean; latency_ms: number; message: string }>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('mcp_server_slug').on(table.tenantId, table.slug).where(sql`archived_at is null`),
  ],
);
