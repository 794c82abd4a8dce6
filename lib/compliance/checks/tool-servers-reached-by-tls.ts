import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const toolServersReachedByTls: Check = {
  name: 'tool-servers-reached-by-tls',
  title: 'Tool servers are reached by TLS',
  looks: 'Active tool servers, and whether their addresses begin with https.',
  severity: 'high',
  mend: 'Enter addresses that begin with https.',
  page: '/mcp-servers',
  isCheap: true,
  subject: 'mcpServer',
  subjects: (scope) => sql`
    select m.id::text as id, m.url !~* '^https://' as failing
    from mcp_server m where m.tenant_id = ${scope.tenantId} and m.status = 'active' and m.archived_at is null`,
};
