import type { CallEndpoint } from '../endpoints.ts';
import { mcpCourse } from './mcp-course.ts';
import { unreadMcp } from './mcp-protocol.ts';

const serverPath = /^\/mcp\/([a-z0-9-]{1,63})$/;

/** What is at the address of a tool server: messages go there, streams come from there, and sessions end there. */
export function mcpEndpointsAt(path: string): readonly CallEndpoint[] {
  const slug = serverPath.exec(path)?.[1];
  if (slug === undefined) return [];
  return ['POST', 'GET', 'DELETE'].map((method) => ({ method, protocol: unreadMcp, findCourse: mcpCourse(slug) }));
}
