import { sql } from 'drizzle-orm';
import { defineQuery } from '#lib/command/define-query.ts';
import { contentLogGet } from '#lib/contracts/content-log.ts';
import { readContentSettings } from './stored-rules.ts';

interface KeptRow extends Record<string, unknown> {
  readonly entries: number;
  readonly bytes: number;
  readonly oldest_ms: number | null;
}

export const getContentLog = defineQuery(contentLogGet, async ({ tx, tenantId }) => {
  const [kept] = await tx.execute<KeptRow>(sql`
    select count(*)::int as entries, coalesce(sum(coalesce(octet_length(request), 0) + coalesce(octet_length(answer), 0)), 0)::float8 as bytes,
      extract(epoch from min(created_at))::float8 * 1000 as oldest_ms
    from call_content where tenant_id = ${tenantId}`);
  const oldest = kept?.oldest_ms ?? null;
  return {
    ...(await readContentSettings(tx, tenantId)),
    ...{ entries: kept?.entries ?? 0, bytes: kept?.bytes ?? 0, oldest_at: oldest === null ? null : new Date(oldest) },
  };
});
