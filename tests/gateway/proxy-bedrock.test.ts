import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amzDate, signAwsRequest } from '#lib/outbound/index.ts';
import { errorOf, lanes } from './support/call.ts';
import { claudeChunk, eventMessage, exceptionMessage } from './support/event-stream.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, type ProviderScript, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setProtection } from './support/with-protection.ts';

const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const nova = 'eu.amazon.nova-lite-v1:0';
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
const region = 'eu-central-1';
const headers = { 'content-type': 'application/json' };
const converse = '{ "messages":[{"role":"user","content":[{"text":"Hi, größer"}]}],\n  "inferenceConfig":{"maxTokens":40} }';

const streamOf =
  (parts: readonly Buffer[]): ProviderScript =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'r-1' });
    for (const part of parts) {
      // In the middle of a message, so that a reader has to put it together.
      response.write(part.subarray(0, 9));
      await wait(1);
      response.write(part.subarray(9));
    }
    response.end();
  };

describe.each(lanes)('[GW-1] [GW-3] requests to Bedrock that are passed on, by the %s', (lane) => {
  let scene: ProxyScene;
  beforeAll(async () => {
    scene = await openProxyScene(lane);
    const { snapshot } = scene.gateway;
    for (const model of [claude, nova])
      snapshot.addPrice({ provider: 'aws', model, tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, output: 2_000_000n } }] });
    const common = { provider: 'bedrock', baseUrl: scene.address, models: [], settings: { region } };
    snapshot.setConnections(tenantId, [
      connectionTo(scene.address, { ...common, name: 'amazon', credential: `${accessKeyId}:${secretAccessKey}` }),
      connectionTo(scene.address, {
        ...common,
        connectionId: '01936b1e-7a00-7000-8000-0000000000c7',
        name: 'by-key',
        credential: 'bedrock-api-key-1',
      }),
    ]);
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  const post = (path: string, body: string, more: Record<string, string> = {}) =>
    scene.call('POST', `/amazon${path}`, { body, headers: { ...headers, ...more } });

  it('carry the caller’s path and bytes, signed by the connection’s key, and nothing of the caller’s own signature', async () => {
    scene.provider.script = answerJson(
      '{ "output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},"usage":{"inputTokens":10,"outputTokens":5,"totalTokens":15}}',
    );
    const got = await post(`/model/${encodeURIComponent(nova)}/converse`, converse, {
      'x-amz-security-token': 'the-callers-own',
      'x-amz-date': '20200101T000000Z',
    });
    expect([got.status, await got.text()]).toEqual([200, expect.stringMatching(/^\{ "output"/)]);
    const { last } = scene.provider;
    expect([last.path, String(last.body)]).toEqual(['/model/eu.amazon.nova-lite-v1%3A0/converse', converse]);
    expect(last.headers['x-amz-security-token']).toBeUndefined();
    const date = String(last.headers['x-amz-date']);
    const now = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    expect([amzDate(now), Math.abs(Date.now() - now) < 60_000]).toEqual([date, true]);
    const signed = ['host', String(last.headers.host), 'content-type', 'application/json', 'x-amz-date', date];
    const request = { method: 'POST', path: last.path, headers: signed, body: last.body };
    const scope = { region, service: 'bedrock', now };
    expect(last.headers.authorization).toBe(signAwsRequest(request, { accessKeyId, secretAccessKey, sessionToken: null }, scope));
    expect(scene.gateway.recorder.only).toMatchObject({
      provider: 'bedrock',
      model: nova,
      usage: { input: 10, output: 5 },
      costNanoUsd: 20_000n,
    });
    expect(scene.gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(20_000n);
  });

  it('are metered from a stream of Converse, whose bytes come as they were sent', async () => {
    const parts = [
      eventMessage('messageStart', { role: 'assistant' }),
      eventMessage('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } }),
      eventMessage('messageStop', { stopReason: 'end_turn' }),
      eventMessage('metadata', {
        usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10, cacheReadInputTokens: 4 },
        metrics: { latencyMs: 9 },
      }),
    ];
    scene.provider.script = streamOf(parts);
    const got = await post(`/model/${nova}/converse-stream`, converse);
    expect([got.headers.get('content-type'), got.headers.get('x-amzn-requestid')]).toEqual(['application/vnd.amazon.eventstream', 'r-1']);
    expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.concat(parts))).toBe(true);
    expect(scene.gateway.recorder.only).toMatchObject({
      ...{ status: 'succeeded', streamed: true, usageSource: 'provider' },
      usage: { input: 7, cacheRead: 4, output: 3 },
    });
  });

  it('are metered from a stream of Claude’s, whose events lie in Base64', async () => {
    const parts = [
      claudeChunk({ type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } }),
      claudeChunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } }),
      claudeChunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 6 } }),
      claudeChunk({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 6 } }),
    ];
    scene.provider.script = streamOf(parts);
    const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 30, messages: [{ role: 'user', content: 'Hi' }] });
    const got = await post(`/model/${claude}/invoke-with-response-stream`, body);
    expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.concat(parts))).toBe(true);
    expect(scene.gateway.recorder.only).toMatchObject({ usage: { input: 9, output: 6 }, usageSource: 'provider', costNanoUsd: 21_000n });
  });

  it.each([
    ['Meta’s', { generation: 'Hello', prompt_token_count: 11, generation_token_count: 4 }, { input: 11, output: 4 }],
    ['Titan’s', { inputTextTokenCount: 12, results: [{ tokenCount: 3, outputText: 'Hello' }] }, { input: 12, output: 3 }],
    [
      'OpenAI’s',
      { choices: [{ message: { content: 'Hello' } }], usage: { prompt_tokens: 13, completion_tokens: 2 } },
      { input: 13, output: 2 },
    ],
    ['an embedding’s', { embedding: [0.1], inputTextTokenCount: 8 }, { input: 8, output: 0 }],
  ])('are metered by %s way of counting', async (_whose, answer, usage) => {
    scene.provider.script = answerJson(JSON.stringify(answer));
    expect((await post(`/model/${nova}/invoke`, '{"prompt":"Hi","max_gen_len":20}')).status).toBe(200);
    expect(scene.gateway.recorder.only).toMatchObject({ usage, usageSource: 'provider' });
  });

  it('bring back what broke off and what was refused as it came, and count what was said', async () => {
    const parts = [
      eventMessage('contentBlockDelta', { delta: { text: 'Half an answer' } }),
      exceptionMessage('throttlingException', 'Slow down'),
    ];
    scene.provider.script = streamOf(parts);
    const got = await post(`/model/${nova}/converse-stream`, converse);
    expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.concat(parts))).toBe(true);
    expect(scene.gateway.recorder.only).toMatchObject({ usageSource: 'counted' });
    scene.forget();
    scene.provider.script = answerJson('{"message":"No such model"}', 400);
    const refused = await post(`/model/${nova}/converse`, converse);
    expect([refused.status, await refused.text()]).toEqual([400, '{"message":"No such model"}']);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'provider_rejected' });
  });

  it('take an API key as it is, a query, and no body at all', async () => {
    const got = await scene.call('GET', '/by-key/async-invoke?maxResults=5&submitTimeAfter=2026-01-01', {});
    expect(got.status).toBe(200);
    expect([scene.provider.last.path, scene.provider.last.headers.authorization]).toEqual([
      '/async-invoke?maxResults=5&submitTimeAfter=2026-01-01',
      'Bearer bedrock-api-key-1',
    ]);
    expect((await scene.call('GET', '/amazon/async-invoke?maxResults=%', {})).status).toBe(400);
  });

  it('are refused for a body that is no JSON, before anybody is asked', async () => {
    const refused = await post(`/model/${nova}/converse`, '{"messages":');
    expect([refused.status, (await errorOf(refused)).code]).toEqual([400, 'malformed_json']);
    expect(scene.provider.seen).toEqual([]);
  });

  it('keep streams from those whose answers have to be looked at', async () => {
    setProtection(scene.gateway, { detection: { actions: { pii: { action: 'redact' } } } });
    scene.provider.script = streamOf([eventMessage('contentBlockDelta', { delta: { text: 'ada@example.com' } })]);
    const refused = await post(`/model/${nova}/converse-stream`, converse);
    expect([refused.status, String((await errorOf(refused)).message)]).toEqual([502, expect.stringContaining('nobody could look at it')]);
  });
});
