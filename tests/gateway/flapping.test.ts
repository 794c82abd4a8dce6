import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulator } from '../support/simulator/simulator.ts';
import { lanes } from './support/call.ts';
import { callFamily, families, familyConnection } from './support/families.ts';
import { ScriptedProvider, wait } from './support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';
import { firstId, quickSettings, secondId } from './support/two-providers.ts';

const model = 'sim';
const coolDownMs = 250;
const places = lanes.flatMap((lane) => families.map((family) => ({ lane, family, of: family.name })));

describe.each(places)('[GW-5] a provider of $of behind the $lane that goes down and comes back', ({ lane, family }) => {
  let [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
  let sick = new Simulator();
  let gateway: TestGateway;

  beforeEach(async () => {
    [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
    sick = new Simulator();
    first.script = sick.script;
    second.script = new Simulator().script;
    const addresses = [await first.start(), await second.start()] as const;
    gateway = await startTestGateway({
      lane,
      settings: { ...quickSettings, retryBaseMs: 5, circuitFailures: 4, circuitCoolDownMs: coolDownMs },
    });
    gateway.snapshot.setConnections(tenantId, [
      familyConnection(family, addresses[0], { connectionId: firstId, name: 'first', models: [model] }),
      familyConnection(family, addresses[1], { connectionId: secondId, name: 'second', models: [model] }),
    ]);
  });
  afterEach(async () => {
    await gateway.stop();
    await Promise.all([first.stop(), second.stop()]);
  });

  it.each([false, true])('is left alone but for a few probes, and used again soon after (streamed: %s)', async (isStreamed) => {
    const targetOfCall = async (): Promise<string | null> => {
      const got = await callFamily(gateway, family, model, isStreamed);
      expect([got.status, got.isComplete, got.error]).toEqual([200, true, undefined]);
      return got.headers.get('x-tollgate-target');
    };
    sick.order('unavailable');
    const startedAt = performance.now();
    for (let count = 0; count < 20; count += 1) expect(await targetOfCall()).toBe(`second/${model}`);
    // Four failures open the circuit; while it cools down one call at a time may probe.
    const beforeProbes = first.seen.length;
    // On a busy machine the twenty calls take seconds, and each time it has cooled down there is a probe.
    const coolDowns = (performance.now() - startedAt) / coolDownMs;
    expect(beforeProbes).toBeLessThan(Math.max(16, 6 + 2 * coolDowns));
    expect(gateway.runtime.circuits.states()).toMatchObject([{ connectionId: firstId, model }]);
    sick.clear();
    const recoveredAt = performance.now();
    while ((await targetOfCall()) !== `first/${model}`) {
      expect(performance.now() - recoveredAt).toBeLessThan(3_000);
      await wait(20);
    }
    expect(gateway.runtime.circuits.isAllWell).toBe(true);
  });
});
