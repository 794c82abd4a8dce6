import type { NameRules } from '#lib/mcp/name-rules.ts';
import type { ServerAuth } from '#lib/mcp/server-auth.ts';
import type { ConnectionTarget, ModelPrice, Principal } from '../snapshot/snapshot.ts';

/** Who may use a server, with all that lies below the departments and teams that were named. */
export interface McpAudience {
  readonly departmentIds: ReadonlySet<string>;
  readonly teamIds: ReadonlySet<string>;
  /** Those who hold a role that was named are among them. */
  readonly userIds: ReadonlySet<string>;
  readonly keyIds: ReadonlySet<string>;
}

/** A tool server as calls are held to it. */
export interface McpServer {
  readonly slug: string;
  /** Its address and credential; its id is the server's. */
  readonly connection: ConnectionTarget & { readonly baseUrl: string };
  readonly auth: ServerAuth;
  readonly tools: NameRules;
  readonly resources: NameRules;
  readonly prompts: NameRules;
  /** Null for everybody in the tenant. */
  readonly audience: McpAudience | null;
  readonly timeoutMs: number;
  /** By the request. */
  readonly price: ModelPrice;
  /** Tools that the server is known to have: names that may be recorded. */
  readonly toolNames: ReadonlySet<string>;
}

const has = (ids: ReadonlySet<string>, id: string | null): boolean => id !== null && ids.has(id);

/** Whether a key may use the server at all. */
export function mayUse({ audience }: McpServer, { departmentId, teamId, userId, keyId }: Principal): boolean {
  if (audience === null) return true;
  return (
    audience.keyIds.has(keyId) ||
    has(audience.userIds, userId) ||
    has(audience.teamIds, teamId) ||
    has(audience.departmentIds, departmentId)
  );
}
