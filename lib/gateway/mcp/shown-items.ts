import { permits } from '#lib/mcp/name-rules.ts';
import type { IsShown } from './cut-list.ts';
import { rulesFor } from './judge-message.ts';
import type { LearnedTools } from './learned-tools.ts';
import type { McpServer } from './mcp-server.ts';
import type { McpSubject } from './read-messages.ts';

/** What each list holds, and the field by which its items are called. */
const lists: Readonly<Record<string, { readonly kind: McpSubject['kind']; readonly field: string }>> = {
  tools: { kind: 'tool', field: 'name' },
  resources: { kind: 'resource', field: 'uri' },
  resourceTemplates: { kind: 'resource', field: 'uriTemplate' },
  prompts: { kind: 'prompt', field: 'name' },
};

/** Shows what the server's rules permit, and notes the names of its tools on the way. */
export function shownItems(server: McpServer, learned: LearnedTools): IsShown {
  return (list, item) => {
    const known = lists[list];
    const name = known === undefined ? undefined : item[known.field];
    if (known === undefined || typeof name !== 'string') return false;
    if (known.kind === 'tool') learned.add(server.connection.connectionId, name);
    return permits(rulesFor(server, known.kind), name);
  };
}
