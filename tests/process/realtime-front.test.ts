import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { proxyTrust } from '#lib/core/client-address.ts';
import { drain, trackUpgrades } from '#lib/front/drain.ts';
import { openTarget } from '#lib/front/forward.ts';
import { createFront } from '#lib/front/front.ts';
import type { GatewayLane } from '#lib/http/gateway-lane.ts';
import { createGatewayLane } from '#lib/http/node-lane.ts';
import { openSandboxRealtime, Session } from '../gateway/support/realtime-scene.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server, where: string | number = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(where, () => resolve()));
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const frontOf = (lane: GatewayLane | undefined, socketPath?: string): Server =>
  createFront({
    lane,
    console: () => ({ state: 'starting', target: socketPath === undefined ? undefined : openTarget(socketPath), files: undefined }),
    metrics: () => false,
    readiness: () => ({ draining: false, failing: {}, degraded: {} }),
    draining: () => false,
    trust: proxyTrust([]),
    onFault: (error) => {
      throw error;
    },
  });

it('[GW-9] sessions go through the port, and a drain ends them in words before it closes', async () => {
  const scene = await openSandboxRealtime();
  const lane = createGatewayLane(scene.gateway.runtime, async () => {});
  const server = frontOf(lane);
  const closeUpgraded = trackUpgrades(server);
  const port = await listen(server);
  const headers = { authorization: `Bearer ${scene.gateway.key}` };
  const session = new Session(`ws://127.0.0.1:${port}/api/v1/realtime?model=sandbox-realtime`, ['realtime'], headers);
  await session.opened;
  session.send({ type: 'response.create' });
  await session.until('response.done');
  const startedAt = performance.now();
  await drain({ server, lane, acceptSeconds: 0, drainSeconds: 0.3 });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  closeUpgraded();
  expect(await session.closed).toMatchObject({ code: 1001 });
  expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'draining' } });
  await scene.stop();
});

it('[GW-9] where another process is the gateway, a request for a session is answered by HTTP', async () => {
  const path = `/tmp/realtime-front-${process.pid}.sock`;
  const behind = createServer((_incoming, answer) => answer.writeHead(426, { connection: 'close' }).end('{}'));
  await listen(behind, path);
  const port = await listen(frontOf(undefined, path));
  const session = new Session(`ws://127.0.0.1:${port}/api/v1/realtime?model=x`, [], {});
  await expect(session.opened).rejects.toThrow('426');
});

it('[GW-1] a call that offers another protocol than WebSocket is answered as if it had not', async () => {
  const scene = await openSandboxRealtime();
  const port = await listen(frontOf(createGatewayLane(scene.gateway.runtime, async () => {})));
  const headers = {
    authorization: `Bearer ${scene.gateway.key}`,
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAMAAABk',
  };
  const body = JSON.stringify({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }] });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/api/v1/chat/completions', method: 'POST' };
    const asking = request({ ...options, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    asking.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on('error', reject).end(body);
  });
  expect(status).toBe(200);
  await scene.stop();
});

it('[GW-9] a connection that breaks while its session is being opened harms nobody', async () => {
  const scene = await openSandboxRealtime();
  const port = await listen(frontOf(createGatewayLane(scene.gateway.runtime, async () => {})));
  const lines = ['GET /api/v1/realtime?model=sandbox-realtime HTTP/1.1', 'host: x', `authorization: Bearer ${scene.gateway.key}`];
  const upgrade = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='];
  for (let at = 0; at < 20; at += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`${[...lines, ...upgrade].join('\r\n')}\r\n\r\n`, () => socket.resetAndDestroy());
  }
  const { running, gate } = scene.gateway.runtime;
  for (const end = Date.now() + 5_000; running.size > 0 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
  expect([running.size, gate.size]).toEqual([0, 0]);
  const ids = scene.gateway.recorder.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  await scene.stop();
});
