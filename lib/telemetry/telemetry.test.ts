import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { CallHistograms } from './call-histograms.ts';
import { callSpan } from './call-span.ts';
import { conventionsOf } from './semantic-conventions.ts';
import { traceContextOf, traceparentFor } from './trace-context.ts';

const atMs = Date.UTC(2026, 10, 21, 12);
const eventOf = (more: Partial<UsageEvent> = {}): UsageEvent => ({
  id: newUuid(atMs),
  attribution: { tenantId: newUuid(), departmentId: null, teamId: null, userId: null, keyId: newUuid() },
  ...{ protocol: 'openai.chat_completions', streamed: true, requestedModel: 'fast', connectionId: newUuid(), provider: 'bedrock' },
  ...{ model: 'claude-sonnet', routeId: null, taskType: null, tags: null, status: 'succeeded', httpStatus: 200, errorCode: null },
  usage: { input: 10, cacheRead: 90, cacheWrite: null, output: 20, reasoning: 5 },
  ...{ usageSource: 'provider', costState: 'priced', costNanoUsd: 1_500_000n, boundNanoUsd: 0n, overrunNanoUsd: 0n, priceVersionId: null },
  ...{ latencyMs: 1250, firstTokenMs: 300, attempts: 1, cacheState: null, savedNanoUsd: 0n },
  ...more,
});

const valuesOf = (attributes: readonly { key: string; value: object }[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

describe('the trace context of a call', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('continues the caller’s trace, and makes whoever is called next its child', () => {
    const id = newUuid();
    const context = traceContextOf(id, parent);
    expect(context).toEqual({
      ...{ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331', isSampled: true },
      spanId: id.replaceAll('-', '').slice(16),
    });
    expect(traceparentFor(context)).toBe(`00-0af7651916cd43dd8448eb211c80319c-${context.spanId}-01`);
    expect(traceContextOf(id, parent.replace(/01$/, '00')).isSampled).toBe(false);
  });

  it.each([
    undefined,
    '',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  ])('begins a trace of its own where the caller sends %s', (given) => {
    const id = newUuid();
    expect(traceContextOf(id, given)).toMatchObject({ traceId: id.replaceAll('-', ''), parentSpanId: null, isSampled: true });
  });
});

describe('the span of a call', () => {
  it('has the released names unless the newest are asked for', () => {
    const event = eventOf();
    const span = callSpan(event, traceContextOf(event.id, undefined), conventionsOf(undefined));
    expect(span).toMatchObject({ name: 'chat fast', kind: 3, status: { code: 0 } });
    expect(Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano))).toBe(1_250_000_000);
    expect(span.startTimeUnixNano).toBe(`${atMs}000000`);
    const values = valuesOf(span.attributes);
    expect(values).toMatchObject({
      'gen_ai.system': 'aws.bedrock',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'fast',
      'gen_ai.response.model': 'claude-sonnet',
      'gen_ai.usage.input_tokens': '100',
      'gen_ai.usage.output_tokens': '20',
      'tollgate.cost.usd': 0.0015,
      'tollgate.request.id': toPublicId('request', event.id),
    });
    expect(values).not.toHaveProperty('gen_ai.provider.name');
    expect(values).not.toHaveProperty('gen_ai.usage.cache_read.input_tokens');

    const newest = valuesOf(
      callSpan(event, traceContextOf(event.id, undefined), conventionsOf('http, gen_ai_latest_experimental')).attributes,
    );
    expect(newest).toMatchObject({ 'gen_ai.provider.name': 'aws.bedrock', 'gen_ai.usage.cache_read.input_tokens': '90' });
    expect(newest).not.toHaveProperty('gen_ai.system');
  });

  it('tells of a failure, and of usage nobody knows nothing', () => {
    const event = eventOf({
      ...{ status: 'failed', httpStatus: 502, errorCode: 'provider_error' },
      usage: { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null },
    });
    const span = callSpan(event, traceContextOf(event.id, undefined), conventionsOf(undefined));
    expect(span.status).toEqual({ code: 2 });
    expect(valuesOf(span.attributes)).toMatchObject({ 'error.type': 'provider_error', 'http.response.status_code': '502' });
    expect(valuesOf(span.attributes)).not.toHaveProperty('gen_ai.usage.input_tokens');
  });
});

describe('the histograms of calls', () => {
  it('are deltas by operation, provider and model, with a bound on their number', () => {
    const histograms = new CallHistograms(conventionsOf(undefined));
    histograms.add(eventOf());
    histograms.add(eventOf({ latencyMs: 90_000 }));
    histograms.add(eventOf({ provider: null }));
    const [duration, firstToken, tokens] = histograms.take(atMs, atMs + 1000);
    expect(duration).toMatchObject({ name: 'gen_ai.client.operation.duration', unit: 's', histogram: { aggregationTemporality: 1 } });
    const [point] = duration?.histogram.dataPoints ?? [];
    expect(point).toMatchObject({ count: '2', sum: 91.25, startTimeUnixNano: `${atMs}000000` });
    expect(point?.bucketCounts).toHaveLength((point?.explicitBounds.length ?? 0) + 1);
    expect(point?.bucketCounts.at(-1)).toBe('1');
    expect(firstToken?.name).toBe('gen_ai.server.time_to_first_token');
    expect(tokens?.histogram.dataPoints.map(({ sum, attributes }) => [valuesOf(attributes)['gen_ai.token.type'], sum])).toEqual([
      ['input', 200],
      ['output', 40],
    ]);
    expect(histograms.take(atMs, atMs)).toEqual([]);
    for (let index = 0; index < 700; index += 1) histograms.add(eventOf({ model: `model-${index}` }));
    const [many] = histograms.take(atMs, atMs);
    expect(many?.histogram.dataPoints).toHaveLength(501);
  });
});
