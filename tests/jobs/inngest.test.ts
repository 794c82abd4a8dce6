import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from 'inngest/edge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inngestClient } from '#inngest/inngest-client.ts';
import { inngestFunctions, requestedEvent } from '#inngest/inngest-functions.ts';
import { inngestRunner } from '#inngest/inngest-runner.ts';
import { uuidOfUlid } from '#inngest/uuid-of-ulid.ts';
import { systemClock } from '#lib/core/clock.ts';
import { EnvError, parseEnv } from '#lib/core/env.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type DurableFunction, installationId } from '#lib/jobs/durable-function.ts';
import { sendDueRuns } from '#lib/jobs/send-runs.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { logRecorder } from '#tests/support/log-recorder.ts';

/** An Inngest server's part is played by requests that are signed as it signs them. */

const signingKey = `signkey-test-${'ab'.repeat(32)}`;
let database: TestDatabase;
let events: Server;
let received: unknown[];
let handle: (request: Request) => Promise<Response>;
let done: string[];
let failing: boolean;

const greet: DurableFunction<null> = {
  ...{ id: 'greet', summary: 'Greets', retries: 1 },
  triggers: [{ cron: '0 6 * * *' }, { event: 'team.created' }],
  run: async (_context, { steps }) => {
    const { count } = await steps.answer('count', z.object({ count: z.int() }), async () => {
      done.push('count');
      return { count: 7 };
    });
    await steps.sleep('rest', 60);
    await steps.run('write', async () => {
      done.push(`write ${count}`);
      if (failing) throw Object.assign(new Error('no answer'), { code: 'E7' });
      return undefined;
    });
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  events = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      received.push({ path: request.url, events: JSON.parse(body) });
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ids: ['01ARYZ6S41TSV4RRFFQ69G5FAV'], status: 200 }));
    });
  });
  await new Promise<void>((resolve) => events.listen(0, '127.0.0.1', resolve));
  const client = clientOf();
  const room = { databases: database.databases, functions: [greet], context: null, clock: systemClock, logger: logRecorder() };
  handle = serve({ client, functions: inngestFunctions(client, room), servePath: '/api/inngest' });
});
afterAll(async () => {
  events.close();
  await database.drop();
});
beforeEach(async () => {
  received = [];
  done = [];
  failing = false;
  await database.superuser`truncate job_run, job_step`;
});

function clientOf() {
  const { port } = events.address() as AddressInfo;
  const keys = { INNGEST_EVENT_KEY: 'event-key', INNGEST_SIGNING_KEY: signingKey, INNGEST_BASE_URL: `http://127.0.0.1:${port}` };
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, ...keys });
  const client = inngestClient(env, logRecorder());
  if (client === null) throw new Error('The environment names an Inngest server');
  return client;
}

/** JSON as the server signs it: keys in order (RFC 8785, as far as its requests need it). */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, canonical(inner)]),
  );
}

const sign = (body: string, atSeconds = Math.floor(Date.now() / 1000), key = signingKey): string => {
  const digest = createHmac('sha256', key.replace(/^signkey-\w+-/, ''))
    .update(body)
    .update(String(atSeconds))
    .digest('hex');
  return `t=${atSeconds}&s=${digest}`;
};

interface Pass {
  readonly runId: string;
  readonly event?: object;
  readonly steps?: Readonly<Record<string, unknown>>;
  readonly attempt?: number;
  readonly signature?: (body: string) => string | null;
}

/** One call of the server for a run: the steps that are behind it come along. */
async function pass({ runId, event = { name: 'inngest/scheduled.timer', data: {} }, steps = {}, attempt = 0, signature = sign }: Pass) {
  const ctx = {
    ...{ run_id: runId, attempt, max_attempts: 2, disable_immediate_execution: false, use_api: false },
    stack: { stack: Object.keys(steps), current: Object.keys(steps).length },
  };
  const body = JSON.stringify(canonical({ version: 2, ctx, event, events: [event], steps }));
  const signed = signature(body);
  const answer = await handle(
    new Request('http://tollgate.test/api/inngest?fnId=tollgate-greet&stepId=step', {
      method: 'POST',
      headers: { host: 'tollgate.test', 'content-type': 'application/json', ...(signed === null ? {} : { 'x-inngest-signature': signed }) },
      body,
    }),
  );
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

const runs = async () => await database.superuser`select * from job_run`;
const steps = async () => await database.superuser`select name, state, attempts, error_kind from job_step order by position`;

describe('functions carried out by an Inngest server [OPS-1]', () => {
  it('are answered only with a signature of now by the right key', async () => {
    const refused = [
      () => null,
      (body: string) => sign(`${body} `),
      (body: string) => sign(body, 1_000_000),
      (body: string) => sign(body, undefined, 'signkey-test-00'),
    ];
    for (const signature of refused) {
      expect((await pass({ runId: '01ARYZ6S41TSV4RRFFQ69G5FAV', signature })).status).toBe(401);
    }
    expect(done).toEqual([]);
    expect(await runs()).toEqual([]);
  });

  it('are told of with their schedules and events to whoever signs, and to others not at all', async () => {
    const answer = await handle(
      new Request('http://tollgate.test/api/inngest', { headers: { host: 'tollgate.test', 'x-inngest-signature': sign('') } }),
    );
    expect(await answer.json()).toMatchObject({ function_count: 1, mode: 'cloud', authentication_succeeded: true, app_id: 'tollgate' });
    const open = await (await handle(new Request('http://tollgate.test/api/inngest', { headers: { host: 'tollgate.test' } }))).json();
    expect(JSON.stringify(open)).not.toMatch(/greet|signkey|event-key/);
  });

  it('go from step to step, each done once, with the history that the page shows', async () => {
    const runId = '01ARYZ6S41TSV4RRFFQ69G5FAV';
    const first = await pass({ runId });
    expect(first).toMatchObject({ status: 206, body: [{ op: 'StepRun', data: { count: 7 } }] });
    const counted = { [first.body[0].id]: { type: 'data', data: { count: 7 } } };
    const second = await pass({ runId, steps: counted });
    expect(second).toMatchObject({ status: 206, body: [{ op: 'Sleep', displayName: 'rest' }] });
    expect(await steps()).toMatchObject([
      { name: 'count', state: 'succeeded' },
      { name: 'rest', state: 'sleeping' },
    ]);
    const rested = { ...counted, [second.body[0].id]: { type: 'data', data: null } };
    const third = await pass({ runId, steps: rested });
    expect(third).toMatchObject({ status: 206, body: [{ op: 'StepRun' }] });
    const written = { ...rested, [third.body[0].id]: { type: 'data', data: null } };
    expect((await pass({ runId, steps: written })).status).toBe(200);
    expect(done).toEqual(['count', 'write 7']);
    expect(await runs()).toMatchObject([
      { id: uuidOfUlid(runId), tenant_id: installationId, function_id: 'greet', trigger: 'schedule', state: 'succeeded' },
    ]);
    expect((await steps()).map(({ name, state, attempts }) => `${name} ${state} ${attempts}`)).toEqual([
      'count succeeded 1',
      'rest succeeded 1',
      'write succeeded 1',
    ]);
    // A server that asks once more finds it done.
    expect((await pass({ runId, steps: written })).status).toBe(200);
    expect(done).toHaveLength(2);
  });

  it('fail after the last try of a step, and go on after the finished ones when begun again', async () => {
    const { jobs } = database.databases;
    const id = newUuid();
    await database.superuser`insert into job_run (tenant_id, id, function_id, trigger, due_at) values (${installationId}, ${id}, 'greet', 'manual', now())`;
    const send = () => sendDueRuns(jobs, inngestRunner(clientOf()), new Date(Date.now() + 1000));
    expect(await send()).toBe(1);
    expect(received).toMatchObject([
      { path: '/e/event-key', events: [{ name: requestedEvent('greet'), data: { run_id: id, tenant_id: installationId } }] },
    ]);
    const event = { name: requestedEvent('greet'), data: { run_id: id, tenant_id: installationId } };
    const runId = '01ARYZ6S41TSV4RRFFQ69G5FA0';
    const first = await pass({ runId, event });
    const counted = { [first.body[0].id]: { type: 'data', data: { count: 7 } } };
    const second = await pass({ runId, event, steps: counted });
    const rested = { ...counted, [second.body[0].id]: { type: 'data', data: null } };
    failing = true;
    const third = await pass({ runId, event, steps: rested });
    expect(third.body).toMatchObject([{ op: 'StepError', error: { message: 'no answer' } }]);
    expect(await runs()).toMatchObject([{ state: 'running' }]);
    const failed = { ...rested, [third.body[0].id]: { type: 'error', error: { name: 'Error', message: 'no answer' } } };
    await pass({ runId, event, steps: failed });
    expect(await runs()).toMatchObject([{ state: 'failed', error: 'no answer' }]);
    expect(await steps()).toMatchObject([{ name: 'count' }, { name: 'rest' }, { name: 'write', state: 'failed', error_kind: 'Error E7' }]);

    failing = false;
    await database.superuser`update job_run set state = 'waiting', failures = 0, ended_at = null`;
    expect(await send()).toBe(1);
    const again = '01ARYZ6S41TSV4RRFFQ69G5FA1';
    const anew = await pass({ runId: again, event });
    expect(anew.body).toMatchObject([{ op: 'StepRun', data: { count: 7 } }]);
    expect(done.filter((one) => one === 'count')).toHaveLength(1);
  });

  it('need both keys', () => {
    const given = { DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret };
    expect(() => parseEnv({ ...given, INNGEST_EVENT_KEY: 'x' })).toThrow(EnvError);
    expect(inngestClient(parseEnv(given), logRecorder())).toBeNull();
  });
});
