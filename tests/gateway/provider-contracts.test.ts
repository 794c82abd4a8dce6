import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PriceTable } from '#lib/catalog/price-table.ts';
import { readGenaiPrices } from '#lib/catalog/read-genai-prices.ts';
import { probeConnection } from '#lib/connections/probe-connection.ts';
import { providerNamed, providers } from '#lib/gateway/providers/index.ts';
import type { ConnectionTarget } from '#lib/gateway/snapshot/snapshot.ts';
import { createAddressPolicy, UndiciTransport } from '#lib/outbound/index.ts';
import type { ContractCall, ContractFault, ProviderContract } from './contracts/contract.ts';
import { contracts } from './contracts/index.ts';
import { eventsOf } from './support/call.ts';
import { answerJson, type ProviderScript, ScriptedProvider, type SeenRequest } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';

/** A gateway whose only connection is the contract's, and its provider. */
interface Scene {
  readonly gateway: TestGateway;
  readonly provider: ScriptedProvider;
  readonly connection: ConnectionTarget;
  /** Requests to the provider itself, its token service left out. */
  calls(): SeenRequest[];
  readonly stop: () => Promise<void>;
}

const rates = { input: 1_000_000n, cache_read: 100_000n, cache_write: 1_250_000n, output: 2_000_000n, search_unit: 2_000_000_000n };

async function openContract(contract: ProviderContract): Promise<Scene> {
  const provider = new ScriptedProvider();
  const address = await provider.start();
  const gateway = await startTestGateway({ settings: { attemptsMax: 1, retryAfterKeptMs: 0, credentialCoolDownMs: 0 } });
  const { connection: own = {}, exchange } = contract;
  const connection = connectionTo(address, {
    provider: contract.provider,
    baseUrl: address + contract.basePath,
    credential: 'sk-contract-secret',
    models: [contract.model],
    ...(typeof own === 'function' ? own(address) : own),
  });
  gateway.snapshot.setConnections(tenantId, [connection]);
  const catalogue = providerNamed(contract.provider)?.catalogue ?? contract.provider;
  gateway.snapshot.addPrice({ provider: catalogue, model: contract.model, tiers: [{ fromTokens: 0, picoUsdPerUnit: rates }] });
  await gateway.runtime.tokens.warm();
  return {
    gateway,
    provider,
    connection,
    calls: () => provider.seen.filter((seen) => seen.path !== exchange?.path),
    stop: async () => {
      await gateway.stop();
      await provider.stop();
    },
  };
}

/** The script with the contract's token service beside it. */
function beside(contract: ProviderContract, address: string, script: ProviderScript): ProviderScript {
  const { exchange } = contract;
  if (exchange === undefined) return script;
  return (response, seen) => {
    if (seen.path !== exchange.path) return script(response, seen);
    exchange.verify(seen, address);
    return answerJson(exchange.answer)(response, seen);
  };
}

/** Bytes in pieces of one size each, one write a piece; so that every event is cut somewhere. */
function answerWith(call: ContractCall, pieceBytes: number): ProviderScript {
  const { answer } = call;
  if (typeof answer === 'string') return answerJson(answer);
  const bytes = Buffer.concat(answer.parts);
  return async (response) => {
    response.writeHead(200, { 'content-type': answer.type });
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      response.write(bytes.subarray(at, at + pieceBytes));
      if (at % (pieceBytes * 16) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
}

const send = ({ gateway }: Scene, call: ContractCall): Promise<Response> =>
  fetch(`http://127.0.0.1:${gateway.port}${call.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json', ...call.headers },
    body: call.body,
  });

function expectHeaders(seen: SeenRequest, wanted: ContractCall['sent']['headers']): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null) expect(seen.headers[name], name).toBeUndefined();
    else if (typeof value === 'string') expect(seen.headers[name], name).toBe(value);
    else expect(seen.headers[name], name).toMatch(value);
  }
}

async function carryOut(scene: Scene, contract: ProviderContract, call: ContractCall, pieceBytes: number): Promise<void> {
  const { gateway, provider } = scene;
  provider.script = beside(contract, `http://127.0.0.1:${provider.port}`, answerWith(call, pieceBytes));
  const response = await send(scene, call);
  const text = await response.text();
  expect([response.status, text.slice(0, 200)]).toEqual([200, expect.any(String)]);
  const [seen, ...others] = scene.calls();
  if (seen === undefined || others.length > 0) throw new Error(`The provider saw ${scene.calls().length} calls`);
  expect([seen.method, seen.path]).toEqual(['POST', call.sent.path]);
  expectHeaders(seen, call.sent.headers);
  expect(seen.body.toString()).toBe(call.sent.body);
  contract.verifyCall?.(seen);
  const { answer, told = answer } = call;
  if (typeof told === 'string') expect(text).toBe(told);
  else if (typeof told === 'function') told(typeof answer === 'string' ? [JSON.parse(text)] : parsed(dataOf(text)));
  else if ('parts' in told) throw new Error('A stream has to say what is told of it');
  else expect(dataOf(text)).toEqual(told);
  const event = gateway.recorder.only;
  expect(event.usage).toEqual(call.usage);
  const isFree = call.usage.input === 0 && call.usage.output === 0 && call.usage.media === undefined;
  const costState = isFree ? 'zero' : 'priced';
  expect(event).toMatchObject({ status: 'succeeded', provider: contract.provider, costState, overrunNanoUsd: 0n });
  const { input, cacheRead, cacheWrite, output } = call.usage;
  const counts: [number | null, bigint][] = [
    [input, rates.input],
    [cacheRead, rates.cache_read],
    [cacheWrite, rates.cache_write],
    [output, rates.output],
    [call.usage.media?.searchUnits ?? null, rates.search_unit],
  ];
  const pico = counts.reduce((sum, [count, rate]) => sum + BigInt(count ?? 0) * rate, 0n);
  expect(event.costNanoUsd).toBe(pico / 1_000n);
  expect(event.boundNanoUsd).toBeGreaterThanOrEqual(event.costNanoUsd);
}

/** The data as values; the end of a chat stream stays the text that it is. */
const parsed = (data: readonly string[]): unknown[] => data.map((one) => (one === '[DONE]' ? one : JSON.parse(one)));

/** The data of each event, whatever lines it has beside. */
const dataOf = (text: string): string[] => eventsOf(text.replaceAll(/^event: .*\r?\n/gm, '').replaceAll('\r\n', '\n'));

async function expectFault(scene: Scene, contract: ProviderContract, call: ContractCall, fault: ContractFault): Promise<void> {
  const { gateway, provider } = scene;
  const script: ProviderScript = (response) => {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body);
  };
  provider.script = beside(contract, `http://127.0.0.1:${provider.port}`, script);
  const response = await send(scene, call);
  const text = await response.text();
  expect(gateway.recorder.only).toMatchObject({ errorCode: fault.code, status: 'failed', costState: 'not_billed' });
  expect(response.headers.get('retry-after')).toBe(fault.retryAfter ?? null);
  if (fault.words === null) expect(text).not.toContain('Their words');
  else expect(text).toContain(fault.words);
  const { credential } = scene.connection;
  if (credential !== null) expect(text).not.toContain(credential);
}

const titleOf = ({ provider, source, model }: ProviderContract, index: number): string => `${provider} (${index}: ${source}, ${model})`;

describe.each(contracts.map((contract, index) => [titleOf(contract, index), contract] as const))(
  '[GW-3] the contract of %s',
  (_title, contract) => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await openContract(contract);
    });
    afterEach(() => {
      scene.provider.seen.length = 0;
      scene.gateway.recorder.events.length = 0;
    });
    afterAll(() => scene.stop());

    it('is asked at its documented address', () => {
      const { settings = {} } = scene.connection;
      const facts = providerNamed(contract.provider);
      expect(facts?.addressOf?.(settings) ?? facts?.baseUrl).toBe(contract.address);
    });

    it.each(contract.calls.map((call) => [call.name, call] as const))('%s', (_name, call) => carryOut(scene, contract, call, 1_000_000));

    const streams = contract.calls.filter(({ answer }) => typeof answer !== 'string');
    it.each(streams.map((call) => [call.name, call] as const))('%s, in pieces of any size', async (_name, call) => {
      for (const size of [1, 3, 7, 64]) {
        scene.provider.seen.length = 0;
        scene.gateway.recorder.events.length = 0;
        await carryOut(scene, contract, call, size);
      }
    });

    it.each(contract.faults.map((fault) => [fault.status, fault.code, fault.body, fault] as const))(
      'answers %i as %s: %s',
      (...[, , , fault]) => {
        const [call] = contract.calls;
        if (call === undefined) throw new Error('A contract has calls');
        return expectFault(scene, contract, call, fault);
      },
    );

    it('[GW-10] is tested by asking for its models, and says when its credential is refused', async () => {
      const policy = createAddressPolicy(['127.0.0.0/8']);
      const transport = new UndiciTransport({ policy, connectTimeoutMs: 2_000, connectionsPerOriginMax: 2, originsMax: 2 });
      const { connection, provider } = scene;
      const facts = providerNamed(contract.provider);
      if (facts === undefined) throw new Error('The registry has it');
      const probe = { ...connection, provider: facts, settings: connection.settings ?? {} };
      const address = `http://127.0.0.1:${provider.port}`;
      provider.script = beside(contract, address, answerJson(contract.listing.body));
      expect(await probeConnection({ policy, transport }, probe)).toMatchObject({ ok: true, models: contract.listing.models });
      const [seen] = scene.calls();
      expect([seen?.method, seen?.path]).toEqual(['GET', contract.listing.path]);
      if (seen !== undefined) {
        expectHeaders(seen, contract.listing.headers);
        contract.verifyCall?.(seen);
      }
      provider.script = beside(
        contract,
        address,
        answerJson(`{"error":{"message":"No such key: ${connection.credential?.replaceAll(/[\n"\\]/g, '')}"}}`, 401),
      );
      const refused = await probeConnection({ policy, transport }, probe);
      expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('refuses the credential') });
      await transport.close();
    });
  },
);

it('[COST-1] the price catalogue prices the models of the contracts that it is said to price', async () => {
  const { models } = await readGenaiPrices();
  const prices = models.flatMap(({ provider, model, prices: own }) =>
    own.map(({ validFrom, ...price }) => ({ provider, model, validFromAt: validFrom, ...price })),
  );
  const table = await PriceTable.build({ versionId: 'v', models, prices });
  const isPriced = ({ provider, model }: ProviderContract): boolean => {
    const price = table.price(providerNamed(provider)?.catalogue ?? provider, model, Date.now());
    return price !== undefined && price.tiers.length > 0;
  };
  const wrong = contracts.filter((contract) => isPriced(contract) !== contract.isPriced);
  expect(wrong.map(({ provider, model }) => `${provider} ${model}`)).toEqual([]);
});

it('[GW-3] every provider behind HTTP has a contract', () => {
  const held = new Set(contracts.map(({ provider }) => provider));
  expect(
    providers
      .filter(({ transport }) => transport === null)
      .map(({ name }) => name)
      .filter((name) => !held.has(name)),
  ).toEqual([]);
});
