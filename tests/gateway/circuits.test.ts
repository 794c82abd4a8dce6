import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { EmbeddingResponder, embeddingRequest } from '#lib/gateway/cache/similar/embedding-call.ts';
import { FailedAttempts } from '#lib/gateway/calls/failed-attempts.ts';
import { GatewayCall } from '#lib/gateway/calls/gateway-call.ts';
import { wait } from './support/scripted-provider.ts';
import { targetOn } from './support/target-on.ts';
import {
  answers,
  ask,
  failsWith,
  firstId,
  modes,
  openTwoProviders,
  quickSettings,
  staysSilent,
  type TwoProviders,
} from './support/two-providers.ts';

describe.each(modes)('[GW-5] circuits ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const call = () => ask(scene.gateway, isStreamed);

  it('keeps away from a provider that fails again and again, and returns soon after it recovers', async () => {
    const { circuits, settings: used } = scene.gateway.runtime;
    Object.assign(used, { circuitCoolDownMs: 300 });
    scene.first.script = failsWith(503, 'Busy');
    for (let count = 0; count < 10; count += 1) expect((await call()).content).toBe('from the second');
    expect(scene.first.seen.length).toBeLessThanOrEqual(8);
    expect(circuits.states()).toMatchObject([{ connectionId: firstId, model: 'gpt-4o-mini' }]);
    scene.first.script = answers('from the first');
    const recoveredAt = performance.now();
    for (let got = await call(); got.content !== 'from the first'; got = await call()) {
      expect(performance.now() - recoveredAt).toBeLessThan(2_000);
      await wait(20);
    }
    expect(circuits.states()).toEqual([]);
    expect(await call()).toMatchObject({ content: 'from the first', attempts: '1' });
  });

  it('still asks a provider that is shut where there is no other', async () => {
    scene.first.script = scene.second.script = failsWith(503, 'Busy');
    for (let count = 0; count < 4; count += 1) await call();
    scene.useFirstOnly();
    scene.first.script = answers('from the first');
    expect(await call()).toMatchObject({ content: 'from the first', attempts: '1' });
  });

  it('probe with one call, and let no other wait for its outcome', async () => {
    Object.assign(scene.gateway.runtime.settings, { circuitCoolDownMs: 200 });
    scene.first.script = failsWith(503, 'Busy');
    while (scene.gateway.runtime.circuits.states()[0]?.state !== 'open') await call();
    scene.first.script = staysSilent;
    const before = scene.first.seen.length;
    await wait(250);
    const got = await Promise.all(Array.from({ length: 12 }, call));
    expect(got.map(({ content }) => content)).toEqual(Array.from({ length: 12 }, () => 'from the second'));
    expect(got.map(({ attempts }) => attempts).sort()).toEqual([...Array.from({ length: 11 }, () => '1'), '2']);
    expect(scene.first.seen.length).toBe(before + 1);
  });
});

it('[GW-5] a call that finds no place at a target says nothing about the probe that another call makes there', async () => {
  const { gateway, stop } = await openTwoProviders({ settings: { circuitFailures: 1, circuitCoolDownMs: 0 } });
  const { runtime } = gateway;
  const target = targetOn('sick');
  runtime.circuits.failed(target);
  runtime.circuits.begin(target);
  expect(runtime.circuits.isShut(target)).toBe(true);
  const call = new GatewayCall(runtime, embeddingRequest('m', 'x'), new EmbeddingResponder());
  new FailedAttempts(call).add(new AppError('too_many_in_flight'), target, 0);
  expect(runtime.circuits.isShut(target)).toBe(true);
  new FailedAttempts(call).add(new AppError('budget_exceeded'), target, 0);
  expect(runtime.circuits.isShut(target)).toBe(false);
  await stop();
});
