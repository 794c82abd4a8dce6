import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { startTestServer, type TestServer } from '../../support/processes.ts';
import { Session } from '../support/realtime-scene.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';

/** What is stored of one call. */
interface StoredCall {
  readonly protocol: string;
  readonly status: string;
  readonly usage_source: string;
  readonly cost: string;
  readonly bound: string;
  readonly session: string | null;
}

describe('[GW-9] sessions of a real server', { timeout: 90_000 }, () => {
  let database: TestDatabase;
  let server: TestServer | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await server?.dispose();
    server = undefined;
  });
  afterAll(() => database.drop());

  /** A test that is tried again begins with a tenant of its own. */
  let tenants = 0;
  const slug = (name: string): string => {
    tenants += 1;
    return `${name}-${tenants}`;
  };

  function open({ address }: TestServer, { key }: ProofTenant): Session {
    const url = `${address.replace('http', 'ws')}/api/v1/realtime?model=sandbox-realtime`;
    return new Session(url, ['realtime', `openai-insecure-api-key.${key}`], {});
  }

  /** The tenant's events, oldest first, once there are so many. */
  async function stored({ tenantId }: ProofTenant, count: number): Promise<readonly StoredCall[]> {
    const read = () => database.superuser<StoredCall[]>`
      SELECT e.protocol, e.status::text, e.usage_source::text, e.cost_nano_usd::text AS cost, e.bound_nano_usd::text AS bound,
        e.tags ->> 'realtime_session' AS session
      FROM usage_event e WHERE e.tenant_id = ${tenantId} ORDER BY e.id`;
    await vi.waitFor(async () => expect(await read()).toHaveLength(count), { timeout: 15_000, interval: 50 });
    return await read();
  }

  test('are charged response by response, and a shutdown ends them in words', async () => {
    const tenant = await createProofTenant(database, slug('sessions'));
    server = await startTestServer({ database, env: { DRAIN_SECONDS: '1' } });
    const session = open(server, tenant);
    await session.opened;
    expect(session.socket.protocol).toBe('realtime');
    session.send({ type: 'session.update', session: { output_modalities: ['text'] } });
    for (const round of [1, 2]) {
      session.send({ type: 'response.create' });
      await session.until('response.done', round);
    }
    const stopped = server.stop();
    expect(await session.closed).toMatchObject({ code: 1001, reason: expect.stringContaining('draining') });
    expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'draining' } });
    expect(await stopped).toBe(0);
    const [whole, ...responses] = await stored(tenant, 3);
    expect(whole).toMatchObject({ protocol: 'openai.realtime_session', status: 'interrupted', cost: '0' });
    expect(responses).toMatchObject([
      { protocol: 'openai.realtime', status: 'succeeded', usage_source: 'provider', session: expect.stringMatching(/^req_/) },
      { protocol: 'openai.realtime', status: 'succeeded', usage_source: 'provider', session: responses[0]?.session },
    ]);
    for (const { cost, bound } of responses) expect(0n < BigInt(cost) && BigInt(cost) <= BigInt(bound)).toBe(true);
  });

  test('kill -9 in the middle: what was held is booked as interrupted once the journal was read, and what was settled stands', async () => {
    const tenant = await createProofTenant(database, slug('killed-sessions'));
    server = await startTestServer({ database });
    const session = open(server, tenant);
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.done');
    session.send({ type: 'response.create' });
    await session.until(
      'response.output_audio.delta',
      1 + session.events.filter(({ type }) => type === 'response.output_audio.delta').length,
    );
    await server.kill();
    await session.closed;
    await server.start();
    const calls = await stored(tenant, 3);
    expect(calls.map(({ protocol, status, usage_source: source }) => [protocol, status, source])).toEqual([
      ['openai.realtime_session', 'interrupted', 'presumed'],
      ['openai.realtime', 'succeeded', 'provider'],
      ['openai.realtime', 'interrupted', 'presumed'],
    ]);
    for (const { status, cost, bound } of calls) if (status === 'interrupted') expect(cost).toBe(bound);
  });
});
