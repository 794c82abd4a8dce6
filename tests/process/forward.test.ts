import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { proxyTrust } from '#lib/core/client-address.ts';
import { openTarget } from '#lib/front/forward.ts';
import { createFront } from '#lib/front/front.ts';

type Handler = (incoming: IncomingMessage, answer: ServerResponse) => void;

let folder: string;
let behind: Server;
let front: Server;
let port: number;
let handler: Handler;
let up: boolean;
let faults: unknown[];

const listen = (server: Server, where: string | number) => new Promise<void>((resolve) => server.listen(where, () => resolve()));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forward-'));
  const socket = join(folder, 'console.sock');
  behind = createServer({ keepAliveTimeout: 0 }, (incoming, answer) => handler(incoming, answer));
  await listen(behind, socket);
  const target = openTarget(socket);
  up = true;
  faults = [];
  front = createFront({
    lane: undefined,
    console: () => ({ state: 'starting', target: up ? target : undefined, files: undefined }),
    metrics: () => false,
    readiness: () => ({ draining: false, failing: {}, degraded: {} }),
    draining: () => false,
    trust: proxyTrust([]),
    onFault: (error) => faults.push(error),
  });
  await listen(front, 0);
  port = (front.address() as AddressInfo).port;
});

afterEach(() => {
  front.closeAllConnections();
  behind.closeAllConnections();
  front.close();
  behind.close();
  rmSync(folder, { recursive: true });
});

/** Sends raw bytes and returns what comes back until the connection closes or is quiet. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let got = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    got += part;
  });
  await sleep(150);
  socket.destroy();
  return got;
}

it('[IAM-6] replaces what callers say about themselves with what the connection says', async () => {
  handler = (incoming, answer) => answer.end(JSON.stringify(incoming.headers));
  const answer = await fetch(`http://127.0.0.1:${port}/x`, {
    headers: {
      ...{ 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', 'x-real-ip': '1.2.3.4' },
      ...{ forwarded: 'for=1.2.3.4', 'x-request-id': 'mine', 'x-middleware-subrequest': 'middleware', 'x-other': 'kept' },
      'x-tollgate-country': 'DE',
    },
  });
  const headers: unknown = await answer.json();
  expect(headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': `127.0.0.1:${port}`,
    'x-other': 'kept',
  });
  expect(headers).toMatchObject({ 'x-request-id': expect.stringMatching(/^req_[0-9a-z]{26}$/) });
  for (const dropped of ['forwarded', 'x-real-ip', 'x-middleware-subrequest', 'x-tollgate-country'])
    expect(headers).not.toHaveProperty(dropped);
});

it('passes status, doubled headers and body through unchanged', async () => {
  handler = async (incoming, answer) => {
    answer.writeHead(418, 'Short and stout', [
      'set-cookie',
      'a=1',
      'set-cookie',
      'b=2',
      'x-method',
      incoming.method ?? '',
      'connection',
      'x-secret',
      'x-secret',
      'hop',
    ]);
    answer.end(`<${await text(incoming)}>`);
  };
  const answer = await fetch(`http://127.0.0.1:${port}/a?b=c`, { method: 'PUT', body: 'hello' });
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([418, 'Short and stout', '<hello>']);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(answer.headers.get('x-method')).toBe('PUT');
  expect(answer.headers.get('x-secret')).toBeNull();
});

it('streams both ways without waiting for the end', async () => {
  handler = (incoming, answer) => incoming.pipe(answer);
  const outgoing = request({ port, method: 'POST', path: '/echo' });
  outgoing.write('one');
  const answer = await new Promise<IncomingMessage>((resolve) => outgoing.on('response', resolve));
  const first = await new Promise<Buffer>((resolve) => answer.once('data', resolve));
  expect(first.toString()).toBe('one');
  outgoing.end('two');
  expect(await text(answer)).toBe('two');
});

it('tells the console when the caller leaves', async () => {
  const left = Promise.withResolvers<void>();
  handler = (_incoming, answer) => {
    answer.write('data: 1\n\n');
    answer.on('close', () => left.resolve());
  };
  const outgoing = request({ port, path: '/events' });
  outgoing.end();
  const answer = await new Promise<IncomingMessage>((resolve) => outgoing.on('response', resolve));
  answer.once('data', () => outgoing.destroy());
  answer.on('error', () => {});
  await left.promise;
});

it('cuts the answer when the console dies in the middle of it', async () => {
  handler = (incoming, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain' });
    answer.write('half');
    setTimeout(() => incoming.socket.destroy(), 30);
  };
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  await expect(answer.text()).rejects.toThrow();
});

it('never lets unframed bytes pass as another request', async () => {
  const seen: string[] = [];
  handler = async (incoming, answer) => {
    seen.push(`${incoming.method} ${incoming.url} ${await text(incoming)}`);
    answer.end('ok');
  };
  const smuggled = 'GET /admin HTTP/1.1\r\nhost: x\r\n\r\n';
  const chunked = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
  await raw(`GET /one HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunked}`);
  await raw(`GET /two HTTP/1.1\r\nhost: x\r\nconnection: content-length\r\ncontent-length: ${smuggled.length}\r\n\r\n${smuggled}`);
  await raw(`POST /three HTTP/1.1\r\nhost: x\r\nconnection: transfer-encoding\r\ntransfer-encoding: chunked\r\n\r\n${chunked}`);
  expect(seen).toEqual([`GET /one ${smuggled}`, `GET /two ${smuggled}`, `POST /three ${smuggled}`]);
});

it('says that the console is starting: a page for people, a problem for programs', async () => {
  up = false;
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await page.text()).toContain('The console is starting.');
  const problem = await fetch(`http://127.0.0.1:${port}/api/v1/teams`);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
  expect(await problem.json()).toMatchObject({ code: 'starting', status: 503, request_id: expect.stringMatching(/^req_/) });
});

it('answers 503 when the console cannot be reached although it was up', async () => {
  behind.close();
  await vi.waitFor(() => expect(behind.listening).toBe(false));
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect(answer.status).toBe(503);
});

it('joins WebSocket connections byte for byte', async () => {
  behind.on('upgrade', (incoming, socket, head) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${incoming.headers.upgrade}\r\n\r\n`);
    socket.write(head);
    socket.pipe(socket);
  });
  const got = await raw('GET /_next/hmr HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nping');
  expect(got).toMatch(/^HTTP\/1\.1 101 .*ping$/s);
});

it('answers 500 and lives on when something throws', async () => {
  const broken = new Error('thrown on purpose');
  const own = createFront({
    lane: undefined,
    console: () => {
      throw broken;
    },
    metrics: () => false,
    readiness: () => ({ draining: false, failing: {}, degraded: {} }),
    draining: () => false,
    trust: proxyTrust([]),
    onFault: (error) => faults.push(error),
  });
  await listen(own, 0);
  const address = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
  expect((await fetch(`${address}/`)).status).toBe(500);
  expect((await fetch(`${address}/api/v1/health`)).status).toBe(200);
  expect(faults).toEqual([broken]);
  own.close();
});
