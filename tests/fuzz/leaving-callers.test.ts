import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { families, familyConnection } from '../gateway/support/families.ts';
import { ScriptedProvider, wait } from '../gateway/support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';
import { Simulator } from '../support/simulator/simulator.ts';
import { fuzz, timeFor } from './fuzz.ts';

const model = 'sim';
const places = lanes.flatMap((lane) => families.map((family) => ({ lane, family, of: family.name })));

/** Waits until the condition holds; fails when it does not in time. */
async function until(what: string, isSo: () => boolean, withinMs = 4_000): Promise<void> {
  for (const end = Date.now() + withinMs; !isSo(); await wait(2)) if (Date.now() > end) throw new Error(`Not so in time: ${what}`);
}

describe.each(places)('[GW-6] [COST-2] a caller of $of who leaves the $lane', ({ lane, family }) => {
  const provider = new ScriptedProvider({ seenMax: 4 });
  const simulator = new Simulator();
  let gateway: TestGateway;
  let open = 0;

  beforeAll(async () => {
    provider.script = (response, request) => {
      open += 1;
      response.on('close', () => {
        open -= 1;
      });
      return simulator.script(response, request);
    };
    const address = await provider.start();
    gateway = await startTestGateway({ lane, settings: { circuitFailures: 1e9, queueWaitMs: 10_000, attemptsMax: 1 } });
    gateway.snapshot.setConnections(tenantId, [familyConnection(family, address, { models: [model] })]);
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });
  beforeEach(() => {
    simulator.clear();
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, inFlightMax: 1_000 });
    gateway.recorder.events.length = gateway.recorder.holds.length = 0;
  });

  function requestBytes(isStreamed: boolean): Buffer {
    const { path, body } = family.request(model, isStreamed, 'What is größer?');
    const text = JSON.stringify(body);
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: x',
      `x-api-key: ${gateway.key}`,
      'anthropic-version: 2023-06-01',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(text)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
  }

  function dial(): Socket {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    return socket;
  }

  /** Nothing runs any more, here or at the provider, and the call has these events. */
  async function expectQuiet(statuses: readonly string[]): Promise<void> {
    await until('no call is running', () => gateway.runtime.running.size === 0 && gateway.runtime.gate.size === 0);
    await until('the provider is free', () => open === 0);
    expect(gateway.recorder.events.map((event) => event.status)).toEqual(statuses);
    const ids = new Set(gateway.recorder.events.map(({ id }) => id));
    expect(ids.size).toBe(statuses.length);
    expect(gateway.recorder.holds.every(({ id }) => ids.has(id))).toBe(true);
  }

  it('while he still uploads has asked for nothing', { timeout: timeFor(60) }, () =>
    fuzz(
      `uploads broken off (${family.name})`,
      async (random) => {
        const bytes = requestBytes(random.chance(0.5));
        const bodyAt = bytes.indexOf('\r\n\r\n') + 4;
        const socket = dial();
        await new Promise<void>((resolve) =>
          socket.write(bytes.subarray(0, bodyAt + random.below(bytes.length - bodyAt)), () => resolve()),
        );
        if (random.chance(0.5)) await wait(random.below(4));
        socket.destroy();
        await wait(2);
        await expectQuiet([]);
      },
      0.1,
    ),
  );

  it('in the queue is booked once and costs nothing', async () => {
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, inFlightMax: 1 });
    simulator.order('silent', { times: 1 });
    const [running, queued] = [dial(), dial()];
    running.write(requestBytes(true));
    await until('the first is with the provider', () => open === 1);
    queued.write(requestBytes(true));
    await until('the second waits', () => gateway.runtime.running.size === 2);
    await wait(30);
    queued.destroy();
    await until('the second is gone', () => gateway.runtime.running.size === 1);
    expect(gateway.recorder.events).toMatchObject([{ status: 'cancelled', costState: 'not_billed', attempts: 0 }]);
    running.destroy();
    await expectQuiet(['cancelled', 'cancelled']);
  });

  it.each([false, true])('before the head is booked once (streamed: %s)', async (isStreamed) => {
    simulator.order('silent', { times: 1 });
    const socket = dial();
    socket.write(requestBytes(isStreamed));
    await until('the provider was asked', () => open === 1);
    socket.destroy();
    await expectQuiet(['cancelled']);
  });

  it('at any moment of a stream is booked once, and the provider is free', { timeout: timeFor(100) }, () =>
    fuzz(
      `streams left (${family.name})`,
      async (random) => {
        gateway.recorder.events.length = gateway.recorder.holds.length = 0;
        const socket = dial();
        let got = '';
        const leaveAt = random.below(4_000);
        const gone = new Promise<void>((resolve) => {
          socket.on('data', (bytes) => {
            got += bytes.toString('latin1');
            if (got.length < leaveAt && !got.endsWith('\r\n0\r\n\r\n')) return;
            if (random.chance(0.5)) socket.destroy();
            else socket.resetAndDestroy();
          });
          socket.on('close', () => resolve());
        });
        socket.write(requestBytes(true));
        await gone;
        await until('it is booked', () => gateway.recorder.events.length > 0);
        const status = gateway.recorder.events[0]?.status ?? '';
        expect(['cancelled', 'succeeded']).toContain(status);
        await expectQuiet([status]);
      },
      0.1,
    ),
  );

  it('after the last event is booked as served', async () => {
    const socket = dial();
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (text.endsWith('\r\n0\r\n\r\n')) socket.resetAndDestroy();
    });
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write(requestBytes(true));
    await closed;
    await expectQuiet(['succeeded']);
  });
});
