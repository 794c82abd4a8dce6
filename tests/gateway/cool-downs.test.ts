import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, post } from './support/call.ts';
import {
  answers,
  ask,
  failsWith,
  firstId,
  inTurn,
  modes,
  openTwoProviders,
  quickSettings,
  type TwoProviders,
} from './support/two-providers.ts';

describe.each(modes)('[GW-5] a provider that says when to come back ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const call = () => ask(scene.gateway, isStreamed);
  const asked = () => [scene.first.seen.length, scene.second.seen.length];
  const limited = (seconds: string) => failsWith(429, 'Slow down', { 'retry-after': seconds });

  it('is left alone until then by all calls, as long as another one serves', async () => {
    scene.first.script = limited('60');
    for (let count = 0; count < 50; count += 1) expect((await call()).content).toBe('from the second');
    expect(asked()).toEqual([1, 50]);
    expect(scene.gateway.runtime.circuits.states()).toEqual([
      {
        connectionId: firstId,
        model: 'gpt-4o-mini',
        state: 'open',
        failures: 0,
        leftMs: expect.closeTo(60_000, -5),
        why: 'provider_rate_limited',
      },
    ]);
  });

  it('is asked again when the time is over', async () => {
    Object.assign(scene.gateway.runtime.settings, { retryAfterKeptMs: 200 });
    scene.first.script = inTurn(limited('60'), answers('from the first'));
    expect((await call()).content).toBe('from the second');
    expect((await call()).content).toBe('from the second');
    await expect.poll(async () => (await call()).content, { timeout: 3_000 }).toBe('from the first');
    expect(scene.gateway.runtime.circuits.isAllWell).toBe(true);
  });

  it('is asked nevertheless when nothing else is left', async () => {
    scene.first.script = inTurn(limited('60'), answers('from the first'));
    await call();
    scene.second.script = failsWith(500, 'Broken');
    expect((await call()).content).toBe('from the first');
  });

  it('is told to the caller where there is no other', async () => {
    scene.useFirstOnly();
    scene.first.script = inTurn(limited('60'), failsWith(429, 'Slow down'));
    expect(await call()).toMatchObject({ status: 429, error: 'provider_rate_limited', retryAfter: '60', attempts: '1' });
    // It does not repeat how long, so what it said before is told on.
    const { status, retryAfter } = await call();
    expect(status).toBe(429);
    expect(Number(retryAfter)).toBeGreaterThan(50);
  });

  it('is asked alone where all of them wait, if it is ready first, and the caller hears when', async () => {
    scene.first.script = limited('60');
    scene.second.script = limited('30');
    expect(await call()).toMatchObject({ status: 429, retryAfter: '30', attempts: '2' });
    expect(await call()).toMatchObject({ status: 429, retryAfter: '30', attempts: '1', target: 'second/gpt-4o-mini' });
    expect(asked()).toEqual([1, 2]);
  });

  it.each([401, 403])('is left alone for a while, too, when it refuses the credential (%i)', async (status) => {
    scene.first.script = failsWith(status, 'Revoked');
    for (let count = 0; count < 5; count += 1) expect((await call()).content).toBe('from the second');
    expect(asked()).toEqual([1, 5]);
  });

  it('does not lose the calls of others to a file that one caller may not have', async () => {
    scene.first.script = failsWith(403, 'You may not access the file');
    const content = [{ type: 'file', file: { file_id: 'file-of-somebody' } }];
    const body = chatBody({ stream: isStreamed, messages: [{ role: 'user', content }] });
    await (await post(scene.gateway, { body })).text();
    expect(scene.first.seen.length).toBe(1);
    scene.first.script = answers('from the first');
    expect((await call()).content).toBe('from the first');
  });
});
