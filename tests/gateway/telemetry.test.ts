import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/core/clock.ts';
import { CallTelemetry } from '#lib/telemetry/call-telemetry.ts';
import { logRecorder } from '#tests/support/log-recorder.ts';
import { closeServer, listenLocally } from '#tests/support/openid-provider.ts';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe.each(lanes)('[OPS-2] [INT-5] telemetry of a call through the %s', (lane) => {
  let collector: Server;
  let status: number;
  let batches: { path: string; authorization: string | undefined; body: string }[];
  let telemetry: CallTelemetry;
  let scene: Scene;

  beforeEach(async () => {
    status = 200;
    batches = [];
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        batches.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    telemetry = new CallTelemetry({
      ...{ endpoint: `${await listenLocally(collector)}/`, headers: { authorization: 'Bearer x' }, serviceName: 'test', optIn: undefined },
      ...{ clock: systemClock, logger: logRecorder(), everyMs: 3_600_000 },
    });
    scene = await openScene({ lane, stores: { telemetry } });
    scene.provider.script = answerJson(chatCompletion());
  });
  afterEach(async () => {
    await telemetry.close();
    await scene.stop();
    closeServer(collector);
  });

  it('is a span in the caller’s trace, of which the provider’s work is a child, and counts tokens and time', async () => {
    const { gateway, provider } = scene;
    const answer = await post(gateway, { headers: { traceparent: parent } });
    await answer.text();
    const { id } = gateway.recorder.only;
    const ours = `00-0af7651916cd43dd8448eb211c80319c-${id.replaceAll('-', '').slice(16)}-01`;
    expect(provider.last.headers.traceparent).toBe(ours);
    expect(answer.headers.get('traceparent')).toBe(ours);
    expect(batches).toEqual([]);
    await telemetry.flush(true);
    expect(batches.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/v1/traces', 'Bearer x'],
      ['/v1/metrics', 'Bearer x'],
    ]);
    const [traces, metrics] = batches.map(({ body }) => JSON.parse(body));
    const [resource] = traces.resourceSpans;
    expect(resource.resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'test' } }]);
    expect(resource.scopeSpans[0].spans).toMatchObject([
      { name: 'chat gpt-4o-mini', traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' },
    ]);
    expect(metrics.resourceMetrics[0].scopeMetrics[0].metrics.map(({ name }: { name: string }) => name)).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.token.usage',
    ]);
    // What was said is nobody's business.
    expect(JSON.stringify(batches)).not.toMatch(/capital of France|Paris|Bearer tg_/);
    await telemetry.flush(true);
    expect(batches).toHaveLength(2);
  });

  it('leaves out what its caller does not sample, and begins a trace where there is none', async () => {
    const { gateway, provider } = scene;
    await (await post(gateway, { headers: { traceparent: parent.replace(/01$/, '00') } })).text();
    expect(provider.last.headers.traceparent).toMatch(/-00$/);
    await (await post(gateway, { body: chatBody() })).text();
    expect(provider.last.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    await telemetry.flush();
    const spans = batches.flatMap(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans);
    expect(spans).toHaveLength(1);
    expect(spans[0]).not.toHaveProperty('parentSpanId');
  });

  it('never holds up a call: what the collector refuses is dropped and counted', async () => {
    status = 503;
    const answer = await post(scene.gateway);
    expect(answer.status).toBe(200);
    await answer.text();
    await telemetry.flush();
    expect(telemetry.dropped).toBe(1);
    closeServer(collector);
    await (await post(scene.gateway)).text();
    await telemetry.flush();
    expect(telemetry.dropped).toBe(2);
  });
});
