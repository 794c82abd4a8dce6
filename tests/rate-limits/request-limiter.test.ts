import { createServer, type Server } from 'node:http';
import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { ProcessRequestLimiter, type RequestLimiter, requireAllowance, UpstashRequestLimiter } from '#lib/rate-limits/request-limiter.ts';
import { findRedisServer, notTestedTitle, type RedisServer, startRedisServer } from './redis-server.ts';

const redisCommand = findRedisServer();
let redis: RedisServer | null = null;
let bridge: Server | null = null;
let address = { url: 'http://127.0.0.1:1', token: 'secret' };

/** Upstash's REST API over a real Redis: a command as a JSON list in, `{result}` or `{error}` out. */
async function startBridge(url: string): Promise<Server> {
  const client = createClient({ url });
  await client.connect();
  const run = async (command: readonly unknown[]): Promise<object> =>
    // Scripts begin with a flag that only Upstash knows.
    client.sendCommand(command.map((part) => String(part).replace(/^#!lua flags=allow-key-locking/, '#!lua'))).then(
      (result) => ({ result }),
      (error: Error) => ({ error: error.message }),
    );
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const isAllowed = request.headers.authorization === 'Bearer secret';
    const isPipeline = request.url?.endsWith('/pipeline') === true;
    const answer = isPipeline ? await Promise.all(body.map(run)) : await run(body);
    const hasFailed = !isPipeline && 'error' in Object(answer);
    response.writeHead(isAllowed ? (hasFailed ? 400 : 200) : 401, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.on('close', () => client.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  if (redisCommand === null) return;
  redis = await startRedisServer(redisCommand);
  bridge = await startBridge(redis.url);
  const bound = bridge.address();
  address = { url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`, token: 'secret' };
});
afterAll(async () => {
  bridge?.closeAllConnections();
  await new Promise((resolve) => (bridge === null ? resolve(null) : bridge.close(resolve)));
  await redis?.stop();
});

const allowance = () => ({ name: `test-${newUuid()}`, requests: 4, windowMs: 60_000 });

async function exhaust(limiter: RequestLimiter): Promise<void> {
  const remaining: number[] = [];
  for (let times = 0; times < 4; times += 1) remaining.push((await limiter.take('mara')).remaining);
  expect(remaining).toEqual([3, 2, 1, 0]);
  const refused = await limiter.take('mara');
  expect(refused.isAllowed).toBe(false);
  expect(refused.resetMs).toBeGreaterThan(0);
  expect(refused.resetMs).toBeLessThanOrEqual(120_000);
  expect((await limiter.take('joon')).isAllowed).toBe(true);
  await expect(requireAllowance(limiter, 'mara', 'Too many requests')).rejects.toMatchObject({
    code: 'rate_limited',
    headers: { ratelimit: expect.stringMatching(/^"test-.*";r=0;t=\d+$/), 'ratelimit-policy': expect.stringContaining(';q=4;w=60;') },
  });
}

describe('[RATE-1] an allowance of requests', () => {
  it('is counted in the process for each who asks', () => exhaust(new ProcessRequestLimiter(allowance())));

  if (redisCommand === null) it(`is counted by Upstash where it is named: ${notTestedTitle}`, () => console.warn(notTestedTitle));
  else it('is counted by Upstash where it is named', () => exhaust(new UpstashRequestLimiter(allowance(), address, silentLogger)));

  it('locks nobody out while Upstash is out of reach', async () => {
    const limiter = new UpstashRequestLimiter(allowance(), { url: 'http://127.0.0.1:1', token: 'x' }, silentLogger);
    expect((await limiter.take('mara')).isAllowed).toBe(true);
  });
});
