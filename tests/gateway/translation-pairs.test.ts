import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { between, seededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';
import { claude } from './support/anthropic.ts';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { readAll } from './support/read-all.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import {
  at,
  dataOf,
  flash,
  type SpeakingCaller,
  type SpeakingProvider,
  said,
  speakingCallers,
  speakingProviders,
} from './support/translated.ts';

const text = said.join('');

/** The parts of a stream, cut anywhere: inside events, lines and characters. */
function cutAnywhere(parts: readonly string[], seed: number): Buffer[] {
  const random = seededRandom(seed);
  const bytes = Buffer.from(parts.join(''));
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + between(random, 1, 90));
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}

const pairs = speakingCallers.flatMap((caller) =>
  speakingProviders.filter(({ name }) => name !== caller.name).map((provider) => ({ caller, provider })),
);

describe.each(lanes)('[GW-2] through the %s', (lane) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene({ lane, settings: { attemptsMax: 1, streamEndMs: 300 } });
    const address = `http://127.0.0.1:${scene.provider.port}`;
    const connections = speakingProviders.map(({ connection }, index) => ({
      ...connection(address),
      connectionId: `01936b1e-7a00-7000-8000-0000000000c${index + 1}`,
    }));
    scene.gateway.snapshot.setConnections(tenantId, connections);
    for (const price of [claude, flash]) scene.gateway.snapshot.addPrice(price);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.provider.seen.length = 0;
  });

  const textOfStream = (caller: SpeakingCaller, stream: string): string => dataOf(stream).map(caller.deltaOf).join('');
  const streamOf = async (caller: SpeakingCaller, provider: SpeakingProvider): Promise<string> =>
    (await readAll(await caller.post(scene.gateway, provider.model, true))).text;
  /** The error in a stream, in the caller's shape. */
  const errorIn = (caller: SpeakingCaller, stream: string): unknown => {
    const failed = dataOf(stream).find(({ error }) => error !== undefined);
    return caller.codeOf({ ...Object(failed?.error) });
  };

  it('limits a chat by the field that its provider knows', async () => {
    const [chat] = speakingProviders;
    const messages = speakingCallers.find(({ name }) => name === 'anthropic.messages');
    scene.provider.script = answerJson(chat?.answer ?? '');
    await messages?.post(scene.gateway, chat?.model ?? '', false, { max_tokens: 41 });
    const sent = JSON.parse(scene.provider.last.body.toString());
    expect([sent.max_tokens, sent.max_completion_tokens]).toEqual([41, undefined]);
  });

  describe.each(pairs)('$caller.name served by $provider.name', ({ caller, provider }) => {
    it('gets an answer of its own protocol, metered by what the provider said', async () => {
      scene.provider.script = answerJson(provider.answer);
      const response = await caller.post(scene.gateway, provider.model, false);
      const answer = await response.json();
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect([caller.textOf(answer), caller.usageOf(answer)]).toEqual([text, [9, 7]]);
      expect(scene.provider.last.path).toBe(provider.pathOf(false));
      expect(scene.provider.last.body.toString()).toContain('Why?');
      expect(scene.gateway.recorder.only).toMatchObject({
        protocol: caller.nameOf(false),
        streamed: false,
        status: 'succeeded',
        usageSource: 'provider',
        usage: { input: 9, output: 7 },
      });
    });

    it('gets a stream of its own events, however the bytes are cut', async () => {
      for (let seed = 1; seed <= 5; seed += 1) {
        scene.gateway.recorder.events.length = 0;
        const pieces = cutAnywhere(provider.stream, seed);
        scene.provider.script = async (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          for (const piece of pieces) {
            response.write(piece);
            await new Promise((resolve) => setImmediate(resolve));
          }
          response.end();
        };
        const stream = await streamOf(caller, provider);
        expect(textOfStream(caller, stream), `seed ${seed}`).toBe(text);
        expect(caller.isComplete(stream), stream).toBe(true);
        const told = dataOf(stream)
          .map(caller.usageOf)
          .filter((usage) => at(usage, 0) !== undefined);
        expect(told.at(-1)).toEqual([9, 7]);
        expect(scene.gateway.recorder.only).toMatchObject({
          protocol: caller.nameOf(true),
          streamed: true,
          status: 'succeeded',
          usageSource: 'provider',
          usage: { input: 9, output: 7 },
        });
      }
      expect(scene.provider.last.path).toBe(provider.pathOf(true));
    });

    it('sees a stream that was cut as cut', async () => {
      scene.provider.script = answerStream(provider.begun, 'break');
      const stream = await streamOf(caller, provider);
      expect(textOfStream(caller, stream)).toBe(said[0]);
      expect([caller.isComplete(stream), errorIn(caller, stream)]).toEqual([false, 'stream_interrupted']);
      expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted' });
    });

    it('is told of an error in the middle of a stream', async () => {
      scene.provider.script = answerStream([...provider.begun, provider.errorEvent]);
      const stream = await streamOf(caller, provider);
      expect([textOfStream(caller, stream), caller.isComplete(stream)]).toEqual([said[0], false]);
      expect(stream).toContain('Too hot');
      expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed' });
    });

    it('hears nothing of an event that nobody can read', async () => {
      const [first = '', ...rest] = provider.stream;
      scene.provider.script = answerStream([first, 'data: {"nonsense\n\n', ...rest]);
      const stream = await streamOf(caller, provider);
      expect([textOfStream(caller, stream), caller.isComplete(stream)]).toEqual([text, true]);
    });

    it('gets the provider’s refusal in its own shape', async () => {
      scene.provider.script = answerJson(
        '{"error":{"message":"No such thing","type":"invalid_request_error","status":"INVALID_ARGUMENT"}}',
        400,
      );
      const response = await caller.post(scene.gateway, provider.model, false);
      expect(response.status).toBe(400);
      const error = await errorOf(response);
      expect(String(error.message)).toContain('No such thing');
      expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'provider_rejected' });
    });

    it('is told which field has no translation, before anything is sent', async () => {
      const response = await caller.post(scene.gateway, provider.model, false, { unheard_of: { x: 1 } });
      expect([response.status, JSON.stringify(await errorOf(response))]).toEqual([400, expect.stringContaining('unheard_of')]);
      expect(scene.provider.seen).toEqual([]);
      expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', errorCode: 'invalid_request', costNanoUsd: 0n });
    });
  });
});
