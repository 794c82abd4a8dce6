import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { answerJson, answerStream, chunk, ScriptedProvider } from '../gateway/support/scripted-provider.ts';
import { connectionTo, keyId, sandboxConnection, startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';

const messages = [{ role: 'user' as const, content: 'What is a tollgate?' }];

describe.each(lanes)('[GW-1] the official openai SDK through the %s', (lane) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  let client: OpenAI;

  beforeAll(async () => {
    provider = new ScriptedProvider();
    const address = await provider.start();
    gateway = await startTestGateway({ lane });
    gateway.snapshot.setConnections(tenantId, [sandboxConnection, connectionTo(address, { models: ['scripted'] })]);
    client = clientFor(gateway.key);
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });

  const clientFor = (apiKey: string, maxRetries = 0): OpenAI => new OpenAI({ apiKey, baseURL: gateway.baseUrl, maxRetries });

  /** What the SDK throws, and how often it asked. */
  async function failureOf(act: (client: OpenAI) => Promise<unknown>, key = gateway.key): Promise<{ error: unknown; attempts: number }> {
    let attempts = 0;
    const counting = new OpenAI({
      apiKey: key,
      baseURL: gateway.baseUrl,
      maxRetries: 2,
      fetch: (input, init) => {
        attempts += 1;
        return fetch(input, init);
      },
    });
    try {
      await act(counting);
    } catch (error) {
      return { error, attempts };
    }
    throw new Error('The call did not fail');
  }

  it('gets an answer', async () => {
    const completion = await client.chat.completions.create({ model: 'sandbox-small', messages, max_tokens: 20 });
    expect(completion.choices[0]?.message.content).toContain('tollgate');
    expect(completion.usage?.completion_tokens).toBe(20);
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('gets a stream', async () => {
    const stream = await client.chat.completions.create({ model: 'sandbox-small', messages, stream: true });
    let text = '';
    let finish: string | null = null;
    for await (const part of stream) {
      text += part.choices[0]?.delta.content ?? '';
      finish = part.choices[0]?.finish_reason ?? finish;
      expect(part.choices.length).toBe(1);
    }
    expect(text).toContain('tollgate');
    expect(finish).toBe('stop');
  });

  it('gets usage in a stream when it asks for it', async () => {
    const stream = await client.chat.completions.create({
      model: 'sandbox-small',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const part of stream) usage = part.usage ?? usage;
    expect(usage?.completion_tokens).toBeGreaterThan(5);
  });

  it('runs tools', async () => {
    const runner = client.chat.completions.runTools({
      model: 'sandbox-small',
      messages: [{ role: 'user', content: 'Please look up the number' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'look_up',
            description: 'x',
            parameters: { type: 'object', properties: {} },
            function: async () => 'forty-two',
          },
        },
      ],
    });
    expect(await runner.finalContent()).toContain('forty-two');
  });

  it('parses structured output', async () => {
    const schema = { type: 'object', properties: { mood: { enum: ['good'] } }, required: ['mood'], additionalProperties: false };
    const completion = await client.chat.completions.create({
      model: 'sandbox-small',
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'mood', schema, strict: true } },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({ mood: 'good' });
  });

  it('gets embeddings, which it asks for as Base64 and turns into numbers', async () => {
    const { data, usage } = await client.embeddings.create({ model: 'sandbox-embedding', input: ['a tollgate', 'a gate'], dimensions: 16 });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([16, 16]);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 5);
    expect(usage.prompt_tokens).toBeGreaterThan(3);
  });

  const parisResponse = {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    error: null,
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Paris.', annotations: [] }],
      },
    ],
    usage: {
      input_tokens: 5,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 7,
    },
  };
  const typed = (type: string, more: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
  const opening = [
    typed('response.created', { sequence_number: 0, response: { ...parisResponse, status: 'in_progress', output: [] } }),
    typed('response.output_item.added', { sequence_number: 1, output_index: 0, item: { ...parisResponse.output[0], content: [] } }),
    typed('response.content_part.added', {
      sequence_number: 2,
      output_index: 0,
      content_index: 0,
      item_id: 'msg_1',
      part: { type: 'output_text', text: '', annotations: [] },
    }),
    typed('response.output_text.delta', { sequence_number: 3, output_index: 0, content_index: 0, item_id: 'msg_1', delta: 'Paris.' }),
  ];

  it('gets a response', async () => {
    provider.script = answerJson(JSON.stringify(parisResponse));
    const response = await client.responses.create({ model: 'scripted', input: 'Which city?' });
    expect(response.output_text).toBe('Paris.');
    expect(response.usage?.output_tokens).toBe(2);
    expect(response._request_id).toMatch(/^req_/);
  });

  it('gets a stream of typed events and the response that ends it', async () => {
    provider.script = answerStream([...opening, typed('response.completed', { sequence_number: 4, response: parisResponse })]);
    const stream = client.responses.stream({ model: 'scripted', input: 'Which city?' });
    let text = '';
    for await (const part of stream) if (part.type === 'response.output_text.delta') text += part.delta;
    expect(text).toBe('Paris.');
    expect((await stream.finalResponse()).status).toBe('completed');
  });

  it('throws for a response that is cut, after delivering what came', async () => {
    provider.script = answerStream(opening, 'break');
    const stream = await client.responses.create({ model: 'scripted', input: 'Which city?', stream: true });
    let text = '';
    const reading = (async () => {
      for await (const part of stream) if (part.type === 'response.output_text.delta') text += part.delta;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'stream_interrupted' });
    expect(text).toBe('Paris.');
  });

  it('gets a moderation', async () => {
    provider.script = answerJson('{"id":"modr-1","model":"scripted","results":[{"flagged":true,"categories":{"violence":true}}]}');
    const { results } = await client.moderations.create({ model: 'scripted', input: 'Hit him' });
    expect(results[0]).toMatchObject({ flagged: true, categories: { violence: true } });
  });

  it('lists and reads models', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain('sandbox-large');
    expect((await client.models.retrieve('sandbox/sandbox-large')).id).toBe('sandbox/sandbox-large');
  });

  it.each([
    ['an unknown model', OpenAI.NotFoundError, 404, 'model_not_found', 1, { model: 'nope' }],
    ['a wrong type', OpenAI.BadRequestError, 400, 'invalid_request', 1, { n: -1 }],
    ['a provider’s refusal', OpenAI.BadRequestError, 400, 'provider_rejected', 1, { model: 'sandbox-error-400' }],
    ['a refused credential', OpenAI.InternalServerError, 502, 'provider_credentials_rejected', 1, { model: 'sandbox-error-401' }],
    ['a failing provider', OpenAI.InternalServerError, 502, 'provider_error', 3, { model: 'sandbox-error-500' }],
    ['a provider that limits the rate', OpenAI.RateLimitError, 429, 'provider_rate_limited', 3, { model: 'sandbox-error-429' }],
  ] as const)('throws its own error for %s, and retries only where that helps', async (_what, type, status, code, attempts, change) => {
    const failure = await failureOf((it) => it.chat.completions.create({ model: 'sandbox-small', messages, ...change }));
    expect(failure.error).toBeInstanceOf(type);
    expect(failure.error).toMatchObject({ status, code, requestID: expect.stringMatching(/^req_/) });
    expect(failure.attempts).toBe(attempts);
  });

  it('throws for a bad key, once', async () => {
    const disabled = gateway.snapshot.addKey({ tenantId, keyId, keyStatus: 'disabled' });
    for (const key of ['tg_wrong', disabled]) {
      const failure = await failureOf((it) => it.models.list(), key);
      expect(failure.error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(failure.attempts).toBe(1);
    }
  });

  it('throws for a stream that is cut, after delivering what came', async () => {
    provider.script = answerStream([chunk({ content: 'half' })], 'break');
    const stream = await client.chat.completions.create({ model: 'scripted', messages, stream: true });
    let text = '';
    const reading = (async () => {
      for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    })();
    await expect(reading).rejects.toMatchObject({ code: 'stream_interrupted' });
    expect(text).toBe('half');
  });

  it('is told by a refusal for money, and does not try again', async () => {
    const tenant = gateway.snapshot.tenant(tenantId);
    gateway.snapshot.addTenant({ ...tenant, tenantId, unpricedPolicy: 'block' });
    provider.script = answerJson('{}');
    const failure = await failureOf((it) => it.chat.completions.create({ model: 'scripted', messages }));
    expect(failure).toMatchObject({ error: { status: 402, code: 'unpriced_model' }, attempts: 1 });
    gateway.snapshot.addTenant({ ...tenant, tenantId, unpricedPolicy: 'flag' });
  });

  it('can leave in the middle', async () => {
    const stream = await client.chat.completions.create({ model: 'sandbox-slow', messages, stream: true });
    const before = gateway.recorder.events.length;
    for await (const _part of stream) stream.controller.abort();
    const events = await gateway.recorder.untilEvents(before + 1);
    expect(events.at(-1)?.status).toBe('cancelled');
  });
});
