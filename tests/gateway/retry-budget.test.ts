import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers, ask, failsWith, modes, openTwoProviders, type TwoProviders } from './support/two-providers.ts';

describe.each(modes)('[GW-5] retries ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    const settings = { retryBaseMs: 1, retriesMin: 4, retryShareMax: 0.2, retryWindowMs: 60_000, circuitFailures: 1_000 };
    scene = await openTwoProviders({ lane, settings });
    scene.first.script = failsWith(503, 'Busy');
  });
  afterEach(() => scene.stop());

  it('do not multiply the load on a provider that fails', async () => {
    scene.useFirstOnly();
    for (let call = 0; call < 50; call += 1) expect((await ask(scene.gateway, isStreamed)).error).toBe('provider_error');
    // 50 calls, four retries that are always allowed, and a fifth of the calls.
    expect(scene.first.seen.length).toBeGreaterThanOrEqual(62);
    expect(scene.first.seen.length).toBeLessThanOrEqual(66);
    expect(scene.gateway.recorder.events.length).toBe(50);
  });

  it('leave failover to another connection alone', async () => {
    scene.second.script = answers('from the second');
    for (let call = 0; call < 30; call += 1) expect((await ask(scene.gateway, isStreamed)).content).toBe('from the second');
    expect(scene.second.seen.length).toBe(30);
    expect(scene.first.seen.length).toBeLessThanOrEqual(42);
  });
});
