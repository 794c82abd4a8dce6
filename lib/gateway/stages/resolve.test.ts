import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createAddressPolicy, UndiciTransport } from '#lib/outbound/index.ts';
import { MemorySnapshot } from '#tests/gateway/support/memory-snapshot.ts';
import { MemoryLeaseStore, MemoryLedger } from '#tests/support/memory-lease-store.ts';
import type { Asked, Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import { createGatewayRuntime, type GatewayRuntime } from '../gateway-runtime.ts';
import { defaultGatewaySettings } from '../gateway-settings.ts';
import { openAiChatCompletions } from '../protocols/openai-chat-completions.ts';
import { listModels, readModel } from '../protocols/openai-models.ts';
import type { ConnectionTarget } from '../snapshot/snapshot.ts';
import { resolve } from './resolve.ts';
import { unreadAsk } from './unread-ask.ts';

const connection = (name: string, provider: string, models: string[] = []): ConnectionTarget => ({
  connectionId: name,
  name,
  provider,
  baseUrl: 'https://x.example',
  credential: 'x',
  models,
});

const clock = { now: () => 0 };

function setUp(
  connections: readonly ConnectionTarget[],
  allowedModels: string[] | null = null,
): { runtime: GatewayRuntime; caller: Caller } {
  const snapshot = new MemorySnapshot();
  snapshot.addTenant({ tenantId: 't', connections });
  snapshot.addPrice({ provider: 'openai', model: 'gpt-5', tiers: [] });
  snapshot.addPrice({ provider: 'openai', model: 'gpt-5-mini', tiers: [] });
  const runtime = createGatewayRuntime({
    snapshot,
    recorder: { hold() {}, settle() {} },
    keeper: new LeaseKeeper({
      store: new MemoryLeaseStore(new MemoryLedger(() => 0n, clock.now), newUuid()),
      mode: 'leased',
      clock,
      logger: silentLogger,
    }),
    clock,
    logger: silentLogger,
    settings: { ...defaultGatewaySettings, keyPepper: snapshot.pepper },
    upstream: new UndiciTransport({ policy: createAddressPolicy([]), connectTimeoutMs: 1, connectionsPerOriginMax: 1, originsMax: 1 }),
  });
  const tenant = snapshot.tenant('t');
  if (tenant === undefined) throw new Error('No tenant');
  const principal = {
    tenantId: 't',
    keyId: 'k',
    keyStatus: 'active' as const,
    expiresAtMs: null,
    departmentId: null,
    teamId: null,
    userId: null,
    ownerActive: true,
    allowedModels: allowedModels === null ? null : new Set(allowedModels),
  };
  return { runtime, caller: { tenant, principal } };
}

const request: GatewayRequest = {
  ...{ method: 'POST', path: '/', query: '', remoteAddress: null, connection: null },
  header: () => undefined,
  headers: () => [],
  streamBody: () => Readable.from([]),
  readBody: async () => Buffer.alloc(0),
};
const askedFor = (model: string): Asked => ({
  protocol: openAiChatCompletions,
  ask: { ...unreadAsk, model },
  tags: null,
  taskType: null,
});

const found = (set: ReturnType<typeof setUp>, name: string): string[] =>
  resolve(set.runtime, set.caller, askedFor(name), request).targets.map((target) => `${target.connection.name}:${target.model}`);

describe('resolve', () => {
  const all = [
    connection('ollama', 'openai-compatible', ['llama', 'gpt-5']),
    connection('open', 'openai-compatible'),
    connection('oai', 'openai'),
    connection('play', 'sandbox'),
  ];

  it('prefers who lists a model to whose catalogue lists it', () => {
    const set = setUp(all);
    expect(found(set, 'gpt-5')).toEqual(['ollama:gpt-5', 'oai:gpt-5']);
    expect(found(set, 'gpt-5-mini')).toEqual(['oai:gpt-5-mini']);
    expect(found(set, 'sandbox-large')).toEqual(['play:sandbox-large']);
  });

  it('lets a caller name the connection, within what it serves', () => {
    const set = setUp(all);
    expect(found(set, 'oai/gpt-5')).toEqual(['oai:gpt-5']);
    expect(found(set, 'oai/gpt-99')).toEqual(['oai:gpt-99']);
    expect(found(set, 'open/mistral/large')).toEqual(['open:mistral/large']);
    for (const name of ['ollama/mistral', 'play/sandbox-nope', 'nobody/gpt-5', '/gpt-5'])
      expect(() => found(set, name)).toThrow('model_not_found');
  });

  it('says what to do about an unknown model', () => {
    expect(() => found(setUp([]), 'm')).toThrow('no connection yet');
    expect(() => found(setUp(all), 'm')).toThrow('"open/m"');
    expect(() => found(setUp([connection('play', 'sandbox')]), 'm')).toThrow('GET /api/v1/models');
  });

  it('keeps a key within its models, under either name', () => {
    const set = setUp(all, ['gpt-5-mini', 'play/sandbox-small', 'oai/gpt-5']);
    expect(found(set, 'gpt-5-mini')).toEqual(['oai:gpt-5-mini']);
    expect(found(set, 'sandbox-small')).toEqual(['play:sandbox-small']);
    expect(found(set, 'gpt-5')).toEqual(['oai:gpt-5']);
    expect(() => found(set, 'llama')).toThrow('model_not_allowed');
    expect(() => found(set, 'play/sandbox-large')).toThrow('model_not_allowed');
  });

  it('leaves out connections of a provider it does not know', () => {
    expect(() => found(setUp([connection('x', 'future-provider', ['m'])]), 'm')).toThrow('model_not_found');
  });
});

describe('the list of models', () => {
  const connections = [connection('oai', 'openai'), connection('ollama', 'openai-compatible', ['llama', 'gpt-5'])];

  it('has every model once, in order, as far as the key may use it', () => {
    const set = setUp(connections);
    expect(listModels(set.runtime, set.caller)).toEqual({
      object: 'list',
      data: [
        { id: 'gpt-5', object: 'model', created: 0, owned_by: 'openai' },
        { id: 'gpt-5-mini', object: 'model', created: 0, owned_by: 'openai' },
        { id: 'llama', object: 'model', created: 0, owned_by: 'openai-compatible' },
      ],
    });
    const limited = setUp(connections, ['llama']);
    expect(listModels(limited.runtime, limited.caller)).toMatchObject({ data: [{ id: 'llama' }] });
  });

  it('reads one, encoded or not, and hides what the key may not use', () => {
    const set = setUp(connections, ['gpt-5', 'ollama/llama']);
    expect(readModel(set.runtime, set.caller, 'gpt-5')).toMatchObject({ id: 'gpt-5' });
    expect(readModel(set.runtime, set.caller, 'ollama%2Fllama')).toMatchObject({ id: 'ollama/llama' });
    for (const id of ['gpt-5-mini', 'nope', '%zz']) expect(() => readModel(set.runtime, set.caller, id)).toThrow('model_not_found');
  });
});
