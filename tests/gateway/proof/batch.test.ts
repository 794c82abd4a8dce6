import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#lib/core/clock.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { settleProviderWork } from '#lib/settle-provider-work.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { startTestServer, type TestServer } from '../../support/processes.ts';
import { commandRuntimeOf } from '../../support/sample-company.ts';
import { findUsageFaults } from '../../support/usage-tenants.ts';
import { formOf, formType } from '../support/form.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';

let database: TestDatabase;
let server: TestServer;
let tenant: ProofTenant;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createProofTenant(database, 'batches');
  server = await startTestServer({ database, role: 'gateway' });
});
afterAll(async () => {
  await server.dispose();
  await database.drop();
});

const line = (name: string) =>
  JSON.stringify({
    custom_id: name,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'sandbox-small', messages: [{ role: 'user', content: name }], max_tokens: 30 },
  });

async function ask(method: string, path: string, body?: string | Buffer, contentType = 'application/json') {
  const response = await fetch(`${server.address}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tenant.key}`, 'content-type': contentType },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${method} ${path.slice(0, 60)}: ${response.status} ${text}`);
  return text;
}

test('[GW-1] [COST-2] a real process takes a batch of the sandbox, survives kill -9 with its money held, and it is settled once', async () => {
  const content = `${line('one')}\n${line('two')}\n`;
  const form = formOf([
    ['purpose', 'batch'],
    ['file', Buffer.from(content)],
  ]);
  const file = JSON.parse(await ask('POST', '/files', form, formType));
  const asked = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' };
  const batch = JSON.parse(await ask('POST', '/batches', JSON.stringify(asked)));
  const [held] = await database.superuser<{ id: string; amount: bigint }[]>`
    SELECT id, amount_nano_usd AS amount FROM reservation WHERE tenant_id = ${tenant.tenantId} AND state = 'held'`;
  expect(held?.amount).toBeGreaterThan(0n);
  await server.kill();
  await server.start();
  let latest = batch;
  for (const end = Date.now() + 20_000; latest.status !== 'completed' && Date.now() < end; await sleep(200))
    latest = JSON.parse(await ask('GET', `/batches/${batch.id}`));
  const output = await ask('GET', `/files/${latest.output_file_id}/content`);
  const usages = output
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text).response.body.usage);
  await database.superuser`UPDATE provider_object SET next_check_at = now() - interval '1 second' WHERE state = 'running'`;
  const { outbound, masterKeys } = commandRuntimeOf(database);
  const parts = { databases: database.databases, masterKeys, outbound: outbound.transport, clock: systemClock, logger: silentLogger };
  const { signal } = new AbortController();
  expect(await settleProviderWork(parts, signal)).toEqual({ settled: 1, running: 0, unknown: 0 });
  const { superuser } = database;
  const [stored] = await readStoredEvents(superuser, superuser`e.id = ${held?.id ?? ''}`);
  const input = usages.reduce((sum, usage) => sum + usage.prompt_tokens, 0);
  const written = usages.reduce((sum, usage) => sum + usage.completion_tokens, 0);
  expect(stored?.event).toMatchObject({
    protocol: 'openai.batch',
    model: 'sandbox-small',
    status: 'succeeded',
    attribution: { teamId: tenant.company.searchId, keyId: tenant.keyId },
    usage: { input, output: written },
    // Half of $0.15 and $0.60 for a million tokens.
    costNanoUsd: (BigInt(input) * 150n + BigInt(written) * 600n + 1n) / 2n,
    overrunNanoUsd: 0n,
  });
  expect(stored?.event.costNanoUsd).toBeLessThan(held?.amount ?? 0n);
  await server.stop();
  expect(await findUsageFaults(database, [tenant.tenantId])).toEqual([]);
  const left = await superuser`SELECT 1 FROM reservation WHERE tenant_id = ${tenant.tenantId} AND state = 'held'`;
  expect(left.length).toBe(0);
});
