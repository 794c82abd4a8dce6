'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { archiveServer, createServer, testServer, updateServer } from '#lib/mcp/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createServerAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createServer, values, options);
}

export async function updateServerAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateServer, values, options);
}

export async function setServerStatusAction(serverId: string, status: 'active' | 'disabled') {
  return perform(updateServer, { mcp_server_id: serverId, status });
}

export async function testServerAction(serverId: string) {
  return perform(testServer, { mcp_server_id: serverId });
}

export async function archiveServerAction(serverId: string) {
  return perform(archiveServer, { mcp_server_id: serverId });
}
