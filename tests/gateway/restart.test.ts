import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from './support/call.ts';
import { answerStream, chunk, type ProviderScript } from './support/scripted-provider.ts';
import {
  answers,
  ask,
  expectServedBy,
  failsWith,
  firstId,
  inTurn,
  modes,
  openTwoProviders,
  quickSettings,
  roleChunk,
  type TwoProviders,
} from './support/two-providers.ts';

describe.each(modes)('[GW-5] an answer ($how, $lane) that ends before its content', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const call = (headers: Record<string, string> = {}) => ask(scene.gateway, isStreamed, headers);
  const asked = () => [scene.first.seen.length, scene.second.seen.length];

  /** A head and the beginning of an answer without any content, then the end given. */
  const begins = (ending: 'break' | 'hang'): ProviderScript =>
    isStreamed
      ? answerStream([': one moment\n\n', roleChunk], ending, 20)
      : (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"choices":[', () => {
            if (ending === 'break') setTimeout(() => response.socket?.destroy(), 20);
          });
        };

  it.each(['break', 'hang'] as const)('begins anew, unseen, when an answer ends before its content (%s)', async (ending) => {
    scene.first.script = begins(ending);
    const got = await call();
    expectServedBy(scene, 'second', got, 2, 1);
    expect(got.message).not.toContain('one moment');
    expect(asked()).toEqual([1, 1]);
  });

  it('begins anew at the only provider there is', async () => {
    scene.useFirstOnly();
    scene.first.script = inTurn(begins('break'), answers('from the first'));
    expectServedBy(scene, 'first', await call(), 2, 1);
  });

  it('is booked as the answer that was given up and may be billed, where nobody else serves the call', async () => {
    scene.first.script = begins('break');
    scene.second.script = failsWith(503, 'Busy');
    expect((await call()).status).toBe(502);
    const { only } = scene.gateway.recorder;
    expect(only).toMatchObject({ connectionId: firstId, usageSource: 'counted', costState: 'priced' });
    expect(only.usage.input).toBeGreaterThan(0);
  });
});

describe.each(lanes)('[GW-5] a stream through the %s', (lane) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  it.each(['break', 'hang', 'end'] as const)('that ends after its first content (%s) says so and is not restarted', async (ending) => {
    scene.first.script = answerStream([roleChunk, chunk({ content: 'half an ans' })], ending, 20);
    const got = await ask(scene.gateway, true);
    expect([got.status, got.content, got.isComplete, got.attempts]).toEqual([200, 'half an ans', false, '1']);
    expect(got.error).toBe(ending === 'hang' ? 'provider_timeout' : 'stream_interrupted');
    expect(scene.second.seen).toEqual([]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', connectionId: firstId, usageSource: 'counted' });
  });

  it('whose provider reports an error before any content goes on elsewhere', async () => {
    scene.first.script = answerStream([roleChunk, 'data: {"error":{"message":"No credit","code":402}}\n\n']);
    expect(await ask(scene.gateway, true)).toMatchObject({ content: 'from the second', isComplete: true, attempts: '2' });
    expect(scene.first.seen.length).toBe(1);
  });

  it('goes out as it comes once it can no longer be restarted', async () => {
    Object.assign(scene.gateway.runtime.settings, { attemptsMax: 1 });
    scene.first.script = answerStream([roleChunk], 'hang');
    const got = await ask(scene.gateway, true);
    expect([got.status, got.error]).toEqual([200, 'provider_timeout']);
    Object.assign(scene.gateway.runtime.settings, { attemptsMax: 4, heldBackBytesMax: 100 });
    const long = await ask(scene.gateway, true);
    expect([long.status, long.error]).toEqual([200, 'provider_timeout']);
    expect(scene.second.seen).toEqual([]);
  });

  it('with an empty answer is whole', async () => {
    scene.first.script = answerStream([roleChunk, chunk({}, 'stop')]);
    expect(await ask(scene.gateway, true)).toMatchObject({ status: 200, content: '', isComplete: true, attempts: '1' });
  });
});
