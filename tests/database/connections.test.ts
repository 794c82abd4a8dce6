import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Databases, openClient, openDatabases } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { inTenant } from '#db/tenant.ts';
import { isDatabaseUnavailable } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { EmbeddedPostgres } from '../../scripts/postgres/embedded-postgres.ts';
import { temporaryPostgres } from '../../scripts/postgres/temporary-postgres.ts';

const secret = 'a secret of at least thirty-two characters';
let server: EmbeddedPostgres;
let databases: Databases;

beforeAll(async () => {
  // A server of its own, because these tests stop it.
  server = await temporaryPostgres();
  await server.createDatabase('tollgate');
  await migrate({ adminUrl: server.url('tollgate'), secret, log: () => {} });
  databases = openDatabases({ url: server.url('tollgate'), secret });
});
afterAll(async () => {
  await databases.close(1);
  await server.stop();
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function postmasterPid(): Promise<number | undefined> {
  const address = parseDatabaseUrl(server.url('postgres'));
  const client = openClient(address, address, { max: 1, prepare: false });
  try {
    const [row] = await client<{ pid: string }[]>`SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1) AS pid`;
    return row === undefined ? undefined : Number(row.pid);
  } catch {
    return undefined;
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** Ends the server by a signal; resolves when another one answers. */
async function restartBy(signal: NodeJS.Signals): Promise<void> {
  const former = await postmasterPid();
  if (former === undefined) throw new Error('The server does not answer before the test');
  process.kill(former, signal);
  for (;;) {
    await sleep(50);
    const pid = await postmasterPid();
    if (pid !== undefined && pid !== former) return;
  }
}

/** Repeats the work until told to stop, and keeps what it failed with. */
function repeat(work: () => Promise<unknown>): { stop(): Promise<{ readonly errors: unknown[]; readonly succeeded: number }> } {
  const errors: unknown[] = [];
  let succeeded = 0;
  let isStopping = false;
  const running = (async () => {
    while (!isStopping) {
      await work().then(
        () => {
          succeeded += 1;
        },
        async (error: unknown) => {
          errors.push(error);
          await sleep(5);
        },
      );
    }
  })();
  return {
    async stop() {
      isStopping = true;
      await running;
      return { errors, succeeded };
    },
  };
}

let asked = 0;

/** A query whose answer says which one it answers: connections that begin a second life must not mix them up. */
async function askOwn(ask: (own: number) => PromiseLike<readonly Record<string, unknown>[]>): Promise<void> {
  asked += 1;
  const own = asked;
  const [row] = await ask(own);
  if (row?.own !== own) throw new Error(`Asked for ${own}, was answered ${JSON.stringify(row)}`);
}

describe('pools whose server goes away', () => {
  it.each([
    ['in order', 'SIGINT'],
    ['at once', 'SIGQUIT'],
    ['without a word', 'SIGKILL'],
  ] as const)('when it stops %s, fail with errors that say so, end no process, and come back', { timeout: 60_000 }, async (_, signal) => {
    const tenantId = newUuid();
    const loops = [
      ...Array.from({ length: 6 }, () =>
        repeat(() =>
          inTenant(databases.app, tenantId, async (tx) => {
            await askOwn((own) => tx.execute(sql`SELECT ${own}::int AS own`));
            await tx.execute(sql`SELECT pg_sleep(${0.003})`);
            await askOwn((own) => tx.execute(sql.raw(`SELECT ${own} AS own`)));
          }),
        ),
      ),
      repeat(() => askOwn((own) => databases.ingest.$client`SELECT ${own}::int AS own, pg_sleep(0.002)`)),
      repeat(() => databases.ingest.$client.begin(async (tx) => askOwn((own) => tx`SELECT ${own}::int AS own, pg_sleep(0.002)`))),
      repeat(() => askOwn((own) => databases.lookup.$client`SELECT ${own}::int AS own`)),
    ];
    await sleep(300);
    await restartBy(signal);
    await sleep(1500);
    const outcomes = await Promise.all(loops.map((loop) => loop.stop()));
    const errors = outcomes.flatMap((outcome) => outcome.errors);
    expect(errors.length).toBeGreaterThan(0);
    expect(outcomes.every((outcome) => outcome.succeeded > 0)).toBe(true);
    expect(errors.filter((error) => !isDatabaseUnavailable(error))).toEqual([]);
    const [row] = await inTenant(databases.app, tenantId, (tx) => tx.execute(sql`SELECT current_tenant() AS tenant`));
    expect(row?.tenant).toBe(tenantId);
    // Every slot of the pool works again; one that kept bytes of its former life would hang.
    await Promise.all(Array.from({ length: 20 }, () => askOwn((own) => databases.app.$client`SELECT ${own}::int AS own, pg_sleep(0.02)`)));
  });

  it('answer that they are closed after they were', async () => {
    const closing = openDatabases({ url: server.url('tollgate'), secret });
    await closing.app.$client`SELECT 1`;
    await closing.close();
    const error = await closing.app.$client`SELECT 1`.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it('open no connection before the first query', async () => {
    const idle = openDatabases({ url: 'postgres://localhost:1/nowhere', secret });
    await idle.close();
    const error = await openDatabases({ url: 'postgres://localhost:1/nowhere', secret }).app.$client`SELECT 1`.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
  });
});

describe('a session of a role', () => {
  it('has the settings that are declared, and int8 as bigint', async () => {
    const [row] = await databases.app.$client`
      SELECT current_setting('statement_timeout') AS limit, current_setting('TimeZone') AS zone, 9007199254740993::int8 AS big`;
    expect(row).toEqual({ limit: '15s', zone: 'UTC', big: 9_007_199_254_740_993n });
    await expect(databases.lookup.$client`CREATE TABLE x (y int)`).rejects.toMatchObject({ code: '25006' });
  });

  it('of app sends a statement with its parameters in one go, and asks for the types of lists', async () => {
    const address = parseDatabaseUrl(server.url('tollgate'));
    let sent = 0;
    const relay = createServer((near: Socket) => {
      const far = connect(address.host.startsWith('/') ? { path: `${address.host}/.s.PGSQL.${address.port}` } : address);
      near.on('data', () => (sent += 1));
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const)
        from.on('error', () => to.destroy()).pipe(to);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const listening = relay.address();
    const port = typeof listening === 'object' && listening !== null ? listening.port : 0;
    const relayed = openClient({ ...address, host: '127.0.0.1', port }, address, { max: 1, prepare: false });
    const tripsOf = async (parameters: readonly unknown[], type: string): Promise<[number, unknown]> => {
      const before = sent;
      const [row] = await relayed.unsafe(`SELECT $1::${type} AS value`, parameters as never[]);
      return [sent - before, row?.value];
    };
    try {
      await relayed`SELECT 1`;
      expect(await tripsOf(['x'], 'text')).toEqual([1, 'x']);
      expect(await tripsOf([7], 'integer')).toEqual([1, 7]);
      expect(await tripsOf([7n], 'bigint')).toEqual([1, 7n]);
      expect(await tripsOf([true], 'boolean')).toEqual([1, true]);
      expect(await tripsOf([null], 'uuid')).toEqual([1, null]);
      expect(await tripsOf(['{"a": [1]}'], 'jsonb')).toEqual([1, { a: [1] }]);
      expect(await tripsOf([[1, 2]], 'integer[]')).toEqual([2, [1, 2]]);
      await expect(tripsOf(['x'], 'integer')).rejects.toMatchObject({ code: '22P02' });
      expect(await tripsOf(['still here'], 'text')).toEqual([1, 'still here']);
    } finally {
      await relayed.end({ timeout: 1 });
      relay.close();
    }
  });

  it('of app names no prepared statement', async () => {
    await databases.app.$client`SELECT ${'x'}::text`;
    const rows = await databases.app.$client`SELECT name FROM pg_prepared_statements`;
    expect(rows).toHaveLength(0);
  });
});
