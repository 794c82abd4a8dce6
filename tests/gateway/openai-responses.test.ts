import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';

/** One typed event, as bytes on the wire. */
const event = (type: string, more: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens: 3,
  output_tokens_details: { reasoning_tokens: 0 },
};
const created = event('response.created', { response: { id: 'resp_1', usage: null } });
const paris = event('response.output_text.delta', { delta: 'Paris', sequence_number: 4, obfuscation: 'xyz' });
const ending = (type: string, more: object = {}): string => event(type, { response: { id: 'resp_1', größe: 1.5e300, ...more } });

describe.each(lanes)('[GW-6] streams of responses through the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane, settings: { streamEndMs: 200 } });
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
  });

  async function stream(): Promise<string> {
    const response = await fetch(`${scene.gateway.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}` },
      body: '{"model":"gpt-4o-mini","input":"Which city?","stream":true}',
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  const withoutCost = (text: string): string => text.replace(/: x-tollgate-cost: [^\n]*\n\n/, '');

  it.each(['response.completed', 'response.incomplete'])('pass on as they came and end with %s, behind their cost', async (type) => {
    const end = ending(type, { usage });
    scene.provider.script = answerStream([created, paris, ': ping\n\n', end.slice(0, 40), end.slice(40)]);
    const text = await stream();
    expect(withoutCost(text)).toBe(`${created}${paris}: ping\n\n${end}`);
    expect(text).toContain(`: x-tollgate-cost: 0.000003450\n\n${end}`);
    expect(scene.provider.last.body.toString()).toBe('{"model":"gpt-4o-mini","input":"Which city?","stream":true}');
    const only = scene.gateway.recorder.only;
    expect(only).toMatchObject({ protocol: 'openai.responses', streamed: true, status: 'succeeded', usageSource: 'provider' });
    expect(only).toMatchObject({ usage: { input: 10, cacheRead: 2, output: 3, reasoning: 0 }, costNanoUsd: 3_450n });
    expect(only.firstTokenMs).not.toBeNull();
  });

  it('leave nothing behind the event that ends them, on an open connection too', async () => {
    const end = ending('response.completed', { usage });
    scene.provider.script = answerStream([created, paris, `${end}data: [DONE]\n\n`], 'hang');
    expect(withoutCost(await stream())).toBe(created + paris + end);
    expect(scene.gateway.recorder.only.status).toBe('succeeded');
  });

  it('that failed at the provider say so in its own words, and are recorded as failed', async () => {
    const end = ending('response.failed', { error: { code: 'server_error', message: 'Out of luck' } });
    scene.provider.script = answerStream([created, paris, end]);
    expect(withoutCost(await stream())).toBe(created + paris + end);
    const only = scene.gateway.recorder.only;
    expect(only).toMatchObject({
      status: 'failed',
      errorCode: 'provider_error',
      httpStatus: 200,
      usageSource: 'counted',
      usage: { output: 1 },
    });
  });

  it.each([
    ['end', [created, paris], 'stream_interrupted'],
    ['break', [created, paris], 'stream_interrupted'],
    ['end', [created, paris, 'data: [DONE]\n\n'], 'stream_interrupted'],
    ['end', [created, paris, ending('response.completed', { usage }).slice(0, -2)], 'stream_interrupted'],
    ['break', [created, paris, ending('response.completed', { usage }).slice(0, -30)], 'stream_interrupted'],
    ['end', [created, paris, event('error', { code: 'server_error', message: 'Out of luck' })], 'provider_error'],
  ] as const)('that are cut (%s) never look complete', async (how, parts, code) => {
    scene.provider.script = answerStream(parts, how);
    const text = await stream();
    expect(text.startsWith(created + paris)).toBe(true);
    expect(text).not.toContain('response.completed');
    expect(text).not.toContain('[DONE]');
    const last = text.trimEnd().split('\n\n').at(-1) ?? '';
    expect(last.startsWith('event: error\ndata: ')).toBe(true);
    expect(JSON.parse(last.slice('event: error\ndata: '.length))).toMatchObject({ type: 'error', code, error: { code } });
    const only = scene.gateway.recorder.only;
    expect(only).toMatchObject({ status: 'failed', errorCode: code, usageSource: 'counted', usage: { output: 1 } });
  });

  it('are counted where the provider tells no usage', async () => {
    scene.provider.script = answerStream([created, paris, ending('response.completed')]);
    await stream();
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', usageSource: 'counted', usage: { output: 1 } });
  });

  it('are no way round the refusal of a failed response without one', async () => {
    const ask = (body: string): Promise<Response> =>
      fetch(`${scene.gateway.baseUrl}/responses`, { method: 'POST', headers: { authorization: `Bearer ${scene.gateway.key}` }, body });
    scene.provider.script = answerJson('{"status":"failed","output":[],"error":{"message":"Out of luck"},"usage":null}');
    const failed = await ask('{"model":"gpt-4o-mini","input":"x"}');
    expect([failed.status, (await errorOf(failed)).code]).toEqual([502, 'provider_error']);
    const background = await ask('{"model":"gpt-4o-mini","input":"x","background":true}');
    expect(await errorOf(background)).toMatchObject({ code: 'invalid_request', param: 'background' });
  });
});
