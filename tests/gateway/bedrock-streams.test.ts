import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messagesBody, send } from './support/anthropic.ts';
import { lanes } from './support/call.ts';
import { claudeChunk, eventMessage, exceptionMessage } from './support/event-stream.ts';
import { type ProviderScript, ScriptedProvider, wait } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';

const model = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const start = claudeChunk({
  type: 'message_start',
  message: {
    id: 'm',
    type: 'message',
    role: 'assistant',
    content: [],
    model,
    stop_reason: null,
    usage: { input_tokens: 9, output_tokens: 1 },
  },
});
const words = claudeChunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half an ans' } });
const stopping = claudeChunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } });
const stop = claudeChunk({ type: 'message_stop' });

const stream =
  (parts: readonly Buffer[], ending: 'end' | 'break' = 'end'): ProviderScript =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    for (const part of parts) {
      response.write(part);
      await wait(2);
    }
    if (ending === 'end') response.end();
    else response.socket?.destroy();
  };

describe.each(lanes)('[GW-5] a stream of Bedrock behind the %s', (lane) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  beforeEach(async () => {
    provider = new ScriptedProvider();
    const address = await provider.start();
    gateway = await startTestGateway({ lane, settings: { attemptsMax: 1 } });
    const settings = { region: 'eu-central-1' };
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(address, { provider: 'bedrock', baseUrl: address, models: [model], settings }),
    ]);
    await gateway.runtime.tokens.warm();
  });
  afterEach(async () => {
    await gateway.stop();
    await provider.stop();
  });

  const call = async (script: ProviderScript): Promise<[number, string]> => {
    provider.script = script;
    const response = await send(gateway, { body: messagesBody({ model, stream: true }) });
    return [response.status, await response.text()];
  };

  it('is passed on as Anthropic’s own, and what is no chunk is passed over', async () => {
    const [status, text] = await call(stream([start, eventMessage('somethingNew', { a: 1 }), words, stopping, stop]));
    expect([status, text.match(/^event: \w+$/gm)]).toEqual([
      200,
      ['event: message_start', 'event: content_block_delta', 'event: message_delta', 'event: message_stop'],
    ]);
    expect(gateway.recorder.only).toMatchObject({ status: 'succeeded', usage: { input: 9, output: 7 }, usageSource: 'provider' });
  });

  it.each([
    ['throttlingException', 'provider_rate_limited', 429],
    ['serviceUnavailableException', 'provider_overloaded', 503],
    ['modelStreamErrorException', 'provider_error', 502],
    ['validationException', 'provider_rejected', 400],
  ])('that begins with a %s is that error as HTTP, and in its middle as event', async (exception, code, status) => {
    const failure = exceptionMessage(exception, 'Their words');
    const [early, refusal] = await call(stream([failure]));
    expect([early, refusal]).toEqual([status, expect.stringContaining('Their words')]);
    expect(gateway.recorder.only.errorCode).toBe(code);
    const [, text] = await call(stream([start, words, failure]));
    expect(text).toContain('half an ans');
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'failed', errorCode: code, usage: { input: 9 } });
  });

  it.each(['end', 'break'] as const)('never looks complete when it was cut (%s)', async (ending) => {
    const [, text] = await call(stream([start, words, stopping.subarray(0, 40)], ending));
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
    expect(gateway.recorder.only).toMatchObject({ status: 'failed' });
  });

  it('whose bytes were spoilt on the way is not believed', async () => {
    const spoilt = Buffer.from(words);
    spoilt.writeUInt8(spoilt.readUInt8(60) ^ 1, 60);
    const [, text] = await call(stream([start, words, spoilt, stopping, stop]));
    expect(text).toContain('event: error');
    expect(text).toContain('checksum');
    expect(text).not.toContain('message_stop');
    expect(gateway.recorder.only).toMatchObject({ status: 'failed', usageSource: 'counted' });
  });
});
