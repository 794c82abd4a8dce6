import { type SQL, sql } from 'drizzle-orm';

/** Channels that are active among those that the routing of an alert (`AlertRouting`) names at once; for `exists`. */
export const channelsOfRouting = (routing: SQL, tenantId: SQL): SQL => sql`
  select from notification_channel c where c.tenant_id = ${tenantId} and c.status = 'active' and c.archived_at is null
    and (${routing} -> 'all' ? c.id::text or ${routing} -> 'critical' ? c.id::text)`;
