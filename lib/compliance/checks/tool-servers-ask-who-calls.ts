import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const toolServersAskWhoCalls: Check = {
  name: 'tool-servers-ask-who-calls',
  title: 'Tool servers ask who calls',
  looks: 'Active tool servers, and whether each wants a token, a header or OAuth.',
  severity: 'medium',
  mend: 'Set the authentication of the servers named.',
  page: '/mcp-servers',
  isCheap: true,
  subject: 'mcpServer',
  subjects: (scope) => sql`
    select m.id::text as id, m.auth = 'none' as failing
    from mcp_server m where m.tenant_id = ${scope.tenantId} and m.status = 'active' and m.archived_at is null`,
};
