import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { axeFindings } from './axe-findings.ts';
import { complaintsOf, expect, test } from './signed-in.ts';

const at = (path: string): string => browserRun().address + path;

/** A tool server without sessions: two tools, of which one is dangerous. */
function toolServer(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      if (id === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
      const tool = (name: string, description: string) => ({ name, description, inputSchema: { type: 'object' } });
      const results: Readonly<Record<string, object>> = {
        initialize: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'Library', version: '1' } },
        'tools/list': { tools: [tool('find_book', 'Finds a book'), tool('burn_book', 'Burns a book')] },
        'tools/call': { content: [{ type: 'text', text: `${params?.name} done` }] },
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] ?? {} }));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port }: AddressInfo = Object(server.address());
      resolve({ server, url: `http://127.0.0.1:${port}/mcp` });
    });
  });
}

/** Says a message to a server through the gateway, as an agent does. */
async function say(slug: string, method: string, params: object): Promise<Record<string, unknown>> {
  const answer = await fetch(at(`/api/v1/mcp/${slug}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${browserRun().demoKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return Object(await answer.json());
}

async function findings(page: Page): Promise<string[]> {
  await page.waitForTimeout(250);
  return axeFindings(page);
}

test('[GW-9] a tool server is registered, tested and limited, and its calls are seen', async ({ page }) => {
  const heard = complaintsOf(page);
  const { server, url } = await toolServer();
  const slug = `library-${Date.now()}`;
  await page.goto(at('/mcp-servers/new'));
  await page.getByLabel('Name', { exact: true }).fill('Library');
  await page.getByLabel('Name in its address').fill(slug);
  await page.getByLabel('Server address').fill(url);
  await page.getByLabel('Authentication').selectOption('Bearer token');
  await page.getByLabel('Token', { exact: true }).fill('token-of-the-library');
  await page.getByRole('textbox', { name: 'Tools denied' }).fill('burn_*');
  await page.keyboard.press('Enter');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Register server' }).click();

  const panel = page.getByRole('complementary', { name: 'Library' });
  await expect(panel).toContainText('Not tested yet');
  await panel.getByRole('button', { name: 'Test' }).click();
  await expect(panel).toContainText('Library answered and lists 2 tools.');
  await expect(panel.getByRole('row', { name: /find_book/ })).toContainText('Everybody');
  await expect(panel.getByRole('row', { name: /burn_book/ })).toContainText('Denied');

  // Agents see and call what is allowed.
  await expect(async () => {
    expect(await say(slug, 'tools/list', {})).toMatchObject({ result: { tools: [{ name: 'find_book' }] } });
  }).toPass({ timeout: 5_000 });
  expect(await say(slug, 'tools/call', { name: 'find_book' })).toMatchObject({ result: { content: [{ text: 'find_book done' }] } });
  expect(await say(slug, 'tools/call', { name: 'burn_book' })).toMatchObject({ error: { code: -32_602 } });
  await expect(async () => {
    await page.reload();
    const calls = panel.getByRole('region', { name: 'Recent calls' });
    await expect(calls.getByRole('row', { name: /find_book/ })).toContainText('Succeeded', { timeout: 1_000 });
    await expect(calls.getByRole('row', { name: /burn_book/ })).toContainText('Refused', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  expect(await findings(page)).toEqual([]);

  // Nobody else is named, then only one team may use it: the demo key is of another.
  await panel.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Library');
  const people = page.getByRole('combobox', { name: 'People' });
  await people.click();
  await people.press('ArrowDown');
  await people.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('complementary', { name: 'Library' })).toContainText('1 person');

  await page.getByRole('complementary', { name: 'Library' }).getByRole('button', { name: 'Archive…' }).click();
  await page.getByRole('button', { name: 'Archive server' }).click();
  await expect(page.getByRole('complementary', { name: 'Library' })).toContainText('Archived');
  await expect(async () => expect(await say(slug, 'tools/list', {})).toMatchObject({ error: { data: { code: 'not_found' } } })).toPass({
    timeout: 5_000,
  });
  expect(heard).toEqual([]);
  server.closeAllConnections();
  server.close();
});
