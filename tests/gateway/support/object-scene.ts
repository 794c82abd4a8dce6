import { expect } from 'vitest';
import { DatabaseObjectStore } from '#lib/objects/database-object-store.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createUsageTenants } from '../../support/usage-tenants.ts';
import { gpt4oMini } from './call.ts';
import { type Field, formOf, formType } from './form.ts';
import { answerJson, ScriptedProvider } from './scripted-provider.ts';
import { connectionTo, type LaneName, startTestGateway, type TestGateway, tenantId } from './test-gateway.ts';

const otherTenantId = '01936b1e-7a00-7000-8000-000000000002';
export const teamId = '01936b1e-7a00-7000-8000-0000000000a1';
const connectionIds = ['01936b1e-7a00-7000-8000-0000000000c1', '01936b1e-7a00-7000-8000-0000000000c7'] as const;

/** Two tenants with the same account at one provider, and a database that remembers whose things there are. */
export interface ObjectScene {
  readonly database: TestDatabase;
  readonly gateway: TestGateway;
  readonly provider: ScriptedProvider;
  readonly keys: Readonly<Record<'own' | 'colleague' | 'stranger' | 'foreigner' | 'limited', string>>;
  readonly ask: (method: string, path: string, body?: object, key?: string, headers?: Record<string, string>) => Promise<Response>;
  readonly upload: (fields: readonly Field[], key?: string) => Promise<Response>;
  /** Uploads a file that the provider takes; resolves to its id. */
  readonly uploaded: (purpose: string, content: string, key?: string) => Promise<string>;
  /** What is held of the tenant's money. */
  readonly held: () => Promise<{ id: string; amount: bigint }[]>;
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
}

/** The colleague is in the team of the own key, the stranger in none, the foreigner in another tenant; limited may use one model alone. */
function addKeys({ snapshot }: TestGateway): ObjectScene['keys'] {
  const key = (last: string, more: object) => snapshot.addKey({ tenantId, keyId: `01936b1e-7a00-7000-8000-0000000000${last}`, ...more });
  return {
    own: key('f2', { teamId }),
    colleague: key('f3', { teamId }),
    stranger: key('f4', {}),
    foreigner: key('f5', { tenantId: otherTenantId, teamId }),
    limited: key('f6', { teamId, allowedModels: new Set(['no-price']) }),
  };
}

async function openGateway(database: TestDatabase, lane: LaneName, address: string): Promise<TestGateway> {
  const { databases } = database;
  const gateway = await startTestGateway({ lane, objects: new DatabaseObjectStore(databases.app, databases.ingest.$client) });
  const { snapshot } = gateway;
  snapshot.addTenant({ tenantId: otherTenantId });
  snapshot.setConnections(tenantId, [connectionTo(address, { models: ['gpt-4o-mini', 'no-price'] })]);
  snapshot.setConnections(otherTenantId, [connectionTo(address, { connectionId: connectionIds[1] })]);
  snapshot.addPrice(gpt4oMini);
  return gateway;
}

export async function openObjectScene(lane: LaneName): Promise<ObjectScene> {
  const database = await createTestDatabase();
  await createUsageTenants(database, [tenantId, otherTenantId]);
  for (const [at, id] of connectionIds.entries()) {
    await database.superuser`INSERT INTO connection (tenant_id, id, name, provider)
      VALUES (${at === 0 ? tenantId : otherTenantId}, ${id}, 'upstream', 'openai-compatible')`;
  }
  const provider = new ScriptedProvider();
  const gateway = await openGateway(database, lane, await provider.start());
  const keys = addKeys(gateway);

  const upload: ObjectScene['upload'] = (fields, key = keys.own) =>
    fetch(`${gateway.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': formType },
      body: new Uint8Array(formOf(fields)),
    });
  let made = 0;
  return {
    database,
    gateway,
    provider,
    keys,
    upload,
    ask: (method, path, body, key = keys.own, headers = {}) =>
      fetch(`${gateway.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    uploaded: async (purpose, content, key = keys.own) => {
      made += 1;
      const file = { id: `file-${made}`, object: 'file', purpose, bytes: content.length, filename: 'a.jsonl', created_at: made };
      provider.script = answerJson(JSON.stringify(file));
      const fields: Field[] = [
        ['purpose', purpose],
        ['file', Buffer.from(content)],
      ];
      expect((await upload(fields, key)).status).toBe(200);
      return file.id;
    },
    held: async () =>
      await database.superuser`SELECT id, amount_nano_usd AS amount FROM reservation WHERE tenant_id = ${tenantId} AND state = 'held' ORDER BY id`,
    forget: () => {
      gateway.recorder.events.length = 0;
      gateway.recorder.holds.length = 0;
      provider.seen.length = 0;
    },
    stop: async () => {
      await gateway.stop();
      await provider.stop();
      await database.drop();
    },
  };
}
