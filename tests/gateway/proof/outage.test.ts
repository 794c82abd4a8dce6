import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { disableKey, enableKey } from '#lib/keys/index.ts';
import { newVirtualKey } from '#lib/keys/virtual-key.ts';
import { type FullDisk, fileSizeLimit, smallFileSystem } from '../../journal/full-disk.ts';
import { createTestDatabase } from '../../support/database.ts';
import { createFreshDatabase, type TestDatabase } from '../../support/fresh-database.ts';
import { consoleTimeoutMs, startTestServer, type TestServer, type TestServerOptions } from '../../support/processes.ts';
import { commandRuntimeOf, insertVirtualKey, invocationOf } from '../../support/sample-company.ts';
import { findUsageFaults } from '../../support/usage-tenants.ts';
import { answerJson, chatCompletion, ScriptedProvider } from '../support/scripted-provider.ts';
import { chat, type HttpAnswer, hello, httpCall } from './support/http-call.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';
import { type RestartablePostgres, restartablePostgres } from './support/restartable-postgres.ts';
import { signedIn } from './support/signed-in.ts';

let servers: TestServer[] = [];

async function serve(options: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.map((server) => server.dispose()));
  servers = [];
});

const small = { ...hello, model: 'sandbox-small' };
const codeOf = ({ body }: HttpAnswer): unknown => JSON.parse(body)?.error?.code;

/** Succeeded events of the tenant, once there are so many; and everything adds up. */
async function expectPosted(database: TestDatabase, tenantId: string, succeeded: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const rows = await database.superuser`
        SELECT status, count(*)::int AS events FROM usage_event WHERE tenant_id = ${tenantId} AND status <> 'refused' GROUP BY 1`;
      expect(rows).toEqual([{ status: 'succeeded', events: succeeded }]);
    },
    { timeout: 15_000, interval: 100 },
  );
  expect(await findUsageFaults(database, [tenantId])).toEqual([]);
  expect(await database.superuser`SELECT id FROM reservation WHERE tenant_id = ${tenantId} AND state = 'held'`).toEqual([]);
}

describe('[GW-10] without the database', { timeout: 90_000 }, () => {
  let postgres: RestartablePostgres;
  let database: TestDatabase;
  let tenant: ProofTenant;
  let provider: ScriptedProvider;

  beforeAll(async () => {
    postgres = await restartablePostgres();
    database = await createFreshDatabase(postgres.url);
    provider = new ScriptedProvider();
    provider.script = answerJson(chatCompletion());
    tenant = await createProofTenant(database, 'outage', { baseUrl: `${await provider.start()}/v1`, model: 'scripted' });
  });
  afterAll(async () => {
    await database.drop();
    await Promise.all([postgres.dispose(), provider.stop()]);
  });

  test('known keys go on and say how old the configuration is, others get 503 and not 401; afterwards all of it is posted', {
    timeout: consoleTimeoutMs + 90_000,
  }, async () => {
    const server = await serve({ database, role: 'all' });
    const strict = await serve({ database, env: { SNAPSHOT_MAX_STALENESS_SECONDS: '2' } });
    const cookie = await signedIn(database, tenant.tenantId, tenant.company.admin.userId);
    const teams = () => httpCall(`${server.address}/api/v1/teams`, { headers: { cookie } });
    await server.consoleAnswers();
    expect((await teams()).status).toBe(200);
    const late = await insertVirtualKey(database, tenant.tenantId);
    let succeeded = 0;
    const known = async (address: string) => {
      const answer = await chat(address, tenant.key, small);
      if (answer.status === 200) succeeded += 1;
      return answer;
    };
    expect((await known(server.address)).headers['x-tollgate-stale']).toBeUndefined();
    expect((await known(strict.address)).status).toBe(200);
    await postgres.stop();
    try {
      for (const key of [newVirtualKey().key, late.key]) {
        const answer = await chat(server.address, key, small);
        expect([answer.status, codeOf(answer)]).toEqual([503, 'database_unavailable']);
        expect(answer.headers['x-request-id']).toMatch(/^req_/);
      }
      const problem = await teams();
      expect(problem.status).toBe(503);
      expect(problem.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(problem.body)).toMatchObject({
        status: 503,
        code: 'database_unavailable',
        request_id: expect.stringMatching(/^req_/),
      });
      await vi.waitFor(
        async () => {
          const answer = await known(server.address);
          expect(answer.status).toBe(200);
          expect(Number(answer.headers['x-tollgate-stale'])).toBeGreaterThanOrEqual(5);
        },
        { timeout: 12_000, interval: 300 },
      );
      const refused = await known(strict.address);
      expect([refused.status, codeOf(refused)]).toEqual([503, 'snapshot_stale']);
      expect((await httpCall(`${server.address}/api/v1/health`)).status).toBe(200);
      expect(JSON.parse((await httpCall(`${server.address}/api/v1/ready`)).body).status).toBe('degraded');
    } finally {
      await postgres.start();
    }
    await vi.waitFor(
      async () => {
        expect((await known(strict.address)).status).toBe(200);
        expect((await teams()).status).toBe(200);
        expect((await known(server.address)).headers['x-tollgate-stale']).toBeUndefined();
        const first = await chat(server.address, late.key, small);
        if (first.status === 200) succeeded += 1;
        expect(first.status).toBe(200);
      },
      { timeout: 60_000, interval: 200 },
    );
    await expectPosted(database, tenant.tenantId, succeeded);
  });

  test('nor a disk: a call that nothing can record is refused, and the provider hears nothing of it', async () => {
    const other = await createProofTenant(database, 'nowhere', { baseUrl: `http://127.0.0.1:${provider.port}/v1`, model: 'scripted' });
    const server = await serve({ database, env: { ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8' } });
    const ask = () => chat(server.address, other.key, { ...hello, model: 'scripted' });
    expect((await ask()).status).toBe(200);
    fileSizeLimit.fill(server.pid);
    expect((await ask()).status).toBe(200);
    await postgres.stop();
    const before = provider.seen.length;
    try {
      const answers = await Promise.all(Array.from({ length: 5 }, ask));
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
      for (const answer of answers) expect(['database_unavailable', 'journal_unavailable']).toContain(codeOf(answer));
      expect(provider.seen.length).toBe(before);
    } finally {
      fileSizeLimit.free(server.pid);
      await postgres.start();
    }
    await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 10_000, interval: 200 });
    await expectPosted(database, other.tenantId, 2 + provider.seen.length - before);
  });
});

describe('[COST-2] a disk without room', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let disk: FullDisk | undefined;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tollgate-disk-'));
    database = await createTestDatabase();
  });
  afterEach(() => disk?.remove());
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('in the middle of calls: they are recorded in the database, and in the journal again once there is room', async () => {
    const tenant = await createProofTenant(database, 'full');
    const server = await serve({ database });
    const ask = async (stream: boolean) => {
      const answer = await chat(server.address, tenant.key, { ...small, stream });
      expect(answer.status).toBe(200);
      expect(answer.isWhole).toBe(true);
    };
    let extra = 0;
    const asMany = () => Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2 === 0)));
    await asMany();
    fileSizeLimit.fill(server.pid);
    await asMany();
    const [row] = await database.superuser`SELECT count(*)::int AS held FROM reservation WHERE tenant_id = ${tenant.tenantId}`;
    expect(row?.held).toBe(20);
    fileSizeLimit.free(server.pid);
    await vi.waitFor(
      async () => {
        const [before] = await database.superuser`SELECT count(*)::int AS held FROM reservation WHERE tenant_id = ${tenant.tenantId}`;
        await ask(false);
        extra += 1;
        const [after] = await database.superuser`SELECT count(*)::int AS held FROM reservation WHERE tenant_id = ${tenant.tenantId}`;
        expect(after?.held).toBe(before?.held);
      },
      { timeout: 15_000, interval: 200 },
    );
    await expectPosted(database, tenant.tenantId, 40 + extra);
  });

  test('at the start: calls are served all the same', async () => {
    const tenant = await createProofTenant(database, 'full-start');
    disk = smallFileSystem(folder, 1024 * 1024);
    if (disk === undefined) throw new Error('This process may not mount a file system, so a start without room cannot be tried');
    const server = await serve({ database, env: { DATA_DIR: folder } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => chat(server.address, tenant.key, small)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(JSON.parse((await httpCall(`${server.address}/api/v1/ready`)).body)).toMatchObject({ status: 'degraded' });
    await expectPosted(database, tenant.tenantId, 10);
  });
});

describe('[IAM-7] a key that is disabled', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  const withinMs = 2_000;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const cutListeners = () =>
    database.superuser`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${database.name} AND query ILIKE 'listen %'`;

  test.each([
    { what: 'stops within two seconds', slug: 'heard', isDeaf: false },
    { what: 'stops within two seconds when the connection that listens was cut', slug: 'deaf', isDeaf: true },
  ])('$what, and works again once it is enabled', async ({ slug, isDeaf }) => {
    const tenant = await createProofTenant(database, slug);
    const server = await serve({ database });
    const ask = () => chat(server.address, tenant.key, { ...small, max_tokens: 1 });
    expect((await ask()).status).toBe(200);
    if (isDeaf) await vi.waitFor(async () => expect(await cutListeners()).toHaveLength(1), { timeout: 5_000 });
    const invocation = invocationOf(commandRuntimeOf(database), tenant.company, tenant.company.admin);
    const key = { key_id: toPublicId('key', tenant.keyId) };
    const untilStatus = async (status: number): Promise<number> => {
      const from = Date.now();
      while ((await ask()).status !== status) {
        if (Date.now() - from > withinMs) break;
        if (isDeaf) await cutListeners();
        await sleep(20);
      }
      return Date.now() - from;
    };
    await disableKey.execute(invocation, key);
    expect(await untilStatus(401)).toBeLessThan(withinMs);
    expect(codeOf(await ask())).toBe('key_disabled');
    await enableKey.execute(invocation, key);
    expect(await untilStatus(200)).toBeLessThan(withinMs);
  });
});
