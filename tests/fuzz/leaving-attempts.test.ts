import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookedOf } from '#lib/usage/call-routing.ts';
import { lanes, type Scene } from '../gateway/support/call.ts';
import { families, familyConnection } from '../gateway/support/families.ts';
import { ScriptedProvider, wait } from '../gateway/support/scripted-provider.ts';
import { tenantId } from '../gateway/support/test-gateway.ts';
import { firstId, secondId } from '../gateway/support/two-providers.ts';
import { openBudgets } from '../gateway/support/with-budgets.ts';
import type { FaultName } from '../support/simulator/faults.ts';
import { Simulator } from '../support/simulator/simulator.ts';
import { fuzz, timeFor } from './fuzz.ts';

const model = 'sim';
const places = lanes.flatMap((lane) => families.map((family) => ({ lane, family, of: family.name })));
/** A sixth each, so that all places together play every case. */
const share = 1 / places.length;
/** Short, so that attempts fail by them while callers are there. */
const settings = {
  ...{ firstTokenMs: 12, idleMs: 12, totalMs: 300, retryBaseMs: 2, retryAfterMaxMs: 1, retryAfterKeptMs: 0, streamEndMs: 10 },
  ...{ circuitFailures: 1e9, retriesMin: 1e9, queueWaitMs: 10_000 },
};
const failings: readonly (FaultName | null)[] = [
  ...(['silent', 'reset', 'cut', 'truncated', 'stall', 'late', 'error-event', 'malformed'] as const),
  ...(['server-error', 'unavailable', 'rate-limited-bare', 'no-end', 'no-usage', null, null] as const),
];

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 4_000; !isSo(); await wait(1)) if (Date.now() > end) throw new Error(`Not so in time: ${what}`);
}

describe.each(places)('[GW-5] [GW-6] [COST-2] a caller of $of at the $lane whose attempts fail', ({ lane, family }) => {
  const sides = [firstId, secondId].map((connectionId) => ({
    connectionId,
    provider: new ScriptedProvider({ seenMax: 4 }),
    simulator: new Simulator(),
  }));
  let scene: Scene;
  /** Sockets that are open at the providers. */
  let open = 0;

  beforeAll(async () => {
    scene = await openBudgets(
      [
        { name: 'All of it', limit: '1000000' },
        { name: 'And this', limit: '900000' },
      ],
      { lane, settings },
    );
    const connections = [];
    for (const { connectionId, provider, simulator } of sides) {
      provider.script = (response, request) => {
        open += 1;
        response.on('close', () => {
          open -= 1;
        });
        return simulator.script(response, request);
      };
      connections.push(familyConnection(family, await provider.start(), { models: [model], connectionId, name: connectionId.slice(-2) }));
    }
    const { snapshot } = scene.gateway;
    snapshot.setConnections(tenantId, connections);
    snapshot.addPrice({
      provider: family.provider,
      model,
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, output: 4_000_000n } }],
    });
  });
  afterAll(async () => {
    await scene.stop();
    await Promise.all(sides.map(({ provider }) => provider.stop()));
  });

  function requestBytes(isStreamed: boolean): string {
    const { path, body } = family.request(model, isStreamed, 'What is größer?');
    const text = JSON.stringify(body);
    const head = [
      ...[`POST ${path} HTTP/1.1`, 'host: x', `x-api-key: ${scene.gateway.key}`, 'anthropic-version: 2023-06-01'],
      ...['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`],
    ];
    return `${head.join('\r\n')}\r\n\r\n${text}`;
  }

  it('and who leaves at any moment is booked once, holds nothing, and leaves no provider at work', { timeout: timeFor(40) }, () =>
    fuzz(
      `calls left while they are tried again (${family.name})`,
      async (random) => {
        const { runtime, recorder } = scene.gateway;
        recorder.events.length = recorder.holds.length = 0;
        for (const { simulator } of sides) {
          simulator.clear();
          const fault = random.pick(failings);
          if (fault !== null) simulator.order(fault, { times: 1 + random.below(3) });
        }
        const unpostedBefore = [...runtime.keeper.accounts.all].map(({ unpostedNanoUsd }) => unpostedNanoUsd);
        const socket = connect(scene.gateway.port, '127.0.0.1');
        socket.on('error', () => {});
        const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
        socket.resume();
        socket.write(requestBytes(random.chance(0.7)));
        await until('the call runs', () => runtime.running.size > 0 || recorder.events.length > 0);
        const leaveMs = random.below(40);
        if (leaveMs > 0) await wait(leaveMs);
        if (random.chance(0.5)) socket.destroy();
        else socket.resetAndDestroy();
        await closed;
        await until('no call is running', () => runtime.running.size === 0 && runtime.gate.size === 0);
        await until('the providers are free', () => open === 0);
        expect(recorder.events).toHaveLength(1);
        const { only } = recorder;
        expect(recorder.holds.every(({ id }) => id === only.id)).toBe(true);
        expect(only.costNanoUsd).toBeGreaterThanOrEqual(bookedOf(only.routing));
        for (const [index, { heldNanoUsd, unpostedNanoUsd }] of [...runtime.keeper.accounts.all].entries())
          expect([heldNanoUsd, unpostedNanoUsd - (unpostedBefore[index] ?? 0n)]).toEqual([0n, only.costNanoUsd]);
      },
      share,
    ),
  );
});
