import assert from 'node:assert/strict';
import { type ConformanceCase, type ConformanceTarget, chat, events, type Reply, send } from './conformance-case.ts';

/**
 * What both lanes of the gateway have to do alike, tried from outside with nothing but HTTP: run it against the fast
 * lane, against Next's route handlers, and against an installation.
 */

function assertRefusal(reply: Reply, status: number, code: string, mayRetry = false): void {
  assert.equal(reply.status, status, reply.text);
  const { error } = JSON.parse(reply.text);
  assert.equal(error.code, code);
  assert.equal(typeof error.message, 'string');
  assert.equal(typeof error.type, 'string');
  assert.ok('param' in error);
  assert.equal(error.request_id, reply.headers.get('x-tollgate-request-id'));
  assert.match(reply.headers.get('x-tollgate-request-id') ?? '', /^req_[0-9a-z]{26}$/);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(reply.headers.get('x-should-retry'), mayRetry ? null : 'false');
}

const refusal = (
  name: string,
  expected: readonly [number, string, boolean?],
  act: (target: ConformanceTarget) => Promise<Reply>,
): ConformanceCase => ({
  name,
  run: async (target) => assertRefusal(await act(target), ...expected),
});

const answers: readonly ConformanceCase[] = [
  {
    name: 'answers a call with usage and its cost',
    run: async (target) => {
      const reply = await chat(target, 'sandbox-small');
      assert.equal(reply.status, 200, reply.text);
      const answer = JSON.parse(reply.text);
      assert.equal(answer.object, 'chat.completion');
      assert.ok(answer.usage.completion_tokens > 0 && answer.usage.completion_tokens <= 40);
      assert.match(answer.choices[0].message.content, /tollgate/);
      assert.match(reply.headers.get('x-tollgate-cost') ?? '', /^0\.0\d{8}$/);
      assert.match(reply.headers.get('x-tollgate-target') ?? '', /\/sandbox-small$/);
      assert.equal(reply.headers.get('x-tollgate-attempts'), '1');
    },
  },
  {
    name: 'streams the same answer, with its cost before the end and without our usage chunk',
    run: async (target) => {
      const [whole, stream] = await Promise.all([
        chat(target, 'sandbox-small', { seed: 1 }),
        chat(target, 'sandbox-small', { stream: true }),
      ]);
      assert.equal(whole.status, 200, whole.text);
      assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/);
      assert.match(stream.headers.get('x-tollgate-cost-max') ?? '', /^\d+\.\d{9}$/);
      const data = events(stream.text);
      assert.equal(data.at(-1), '[DONE]');
      const chunks = data.slice(0, -1).map((event) => JSON.parse(event));
      assert.ok(chunks.length > 5);
      assert.ok(chunks.every((chunk) => chunk.choices.length > 0));
      assert.match(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join(''), /tollgate/);
      assert.match(stream.text, /: x-tollgate-cost: 0\.0\d{8}\n\ndata: \[DONE\]\n\n$/);
    },
  },
  {
    name: 'gives the usage chunk to who asks for it',
    run: async (target) => {
      const { text } = await chat(target, 'sandbox-small', { stream: true, stream_options: { include_usage: true } });
      const last = JSON.parse(events(text).at(-2) ?? '');
      assert.deepEqual(last.choices, []);
      assert.ok(last.usage.prompt_tokens > 0);
    },
  },
  {
    name: 'passes tools through, streamed and not',
    run: async (target) => {
      const tools = [
        {
          type: 'function',
          function: { name: 'look_up', parameters: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] } },
        },
      ];
      const whole = JSON.parse((await chat(target, 'sandbox-small', { tools, tool_choice: 'required' })).text);
      assert.equal(whole.choices[0].finish_reason, 'tool_calls');
      assert.equal(whole.choices[0].message.tool_calls[0].function.name, 'look_up');
      const { text } = await chat(target, 'sandbox-small', { tools, tool_choice: 'required', stream: true });
      const calls = events(text)
        .slice(0, -1)
        .flatMap((event) => JSON.parse(event).choices[0]?.delta.tool_calls ?? []);
      assert.equal(typeof JSON.parse(calls.map((call) => call.function.arguments).join('')).id, 'number');
    },
  },
  {
    name: 'lists the models and reads one',
    run: async (target) => {
      const list = JSON.parse((await send(target, '/models')).text);
      assert.equal(list.object, 'list');
      assert.ok(list.data.some((model: { id: string }) => model.id === 'sandbox-small'));
      assert.equal(JSON.parse((await send(target, '/models/sandbox-small')).text).id, 'sandbox-small');
    },
  },
  {
    name: 'takes the key from the headers of other SDKs',
    run: async (target) => {
      for (const name of ['x-api-key', 'api-key', 'x-goog-api-key']) {
        assert.equal((await send(target, '/models', { headers: { [name]: target.key } }, '')).status, 200);
      }
    },
  },
  {
    name: 'survives a malformed event and a missing [DONE]',
    run: async (target) => {
      for (const model of ['sandbox-malformed', 'sandbox-no-done']) {
        const { text } = await chat(target, model, { stream: true });
        assert.equal(events(text).at(-1), '[DONE]', model);
        for (const event of events(text).slice(0, -1)) JSON.parse(event);
      }
    },
  },
  {
    name: 'never lets a cut stream look complete',
    run: async (target) => {
      const { text } = await chat(target, 'sandbox-cut', { stream: true });
      const data = events(text);
      assert.equal(JSON.parse(data.at(-1) ?? '').error.code, 'stream_interrupted');
      assert.ok(!data.includes('[DONE]'));
    },
  },
  {
    name: 'counts where no usage is reported',
    run: async (target) => {
      const reply = await chat(target, 'sandbox-no-usage');
      assert.equal(reply.status, 200);
      assert.match(reply.headers.get('x-tollgate-cost') ?? '', /^0\.0\d*[1-9]\d*$/);
    },
  },
  {
    name: 'passes on how long a provider asks to wait',
    run: async (target) => {
      const reply = await chat(target, 'sandbox-error-429');
      assertRefusal(reply, 429, 'provider_rate_limited', true);
      assert.equal(reply.headers.get('retry-after'), '2');
    },
  },
  {
    name: 'echoes the trace context',
    run: async (target) => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      assert.equal((await send(target, '/models', { headers: { traceparent } })).headers.get('traceparent'), traceparent);
    },
  },
];

const post = (target: ConformanceTarget, body: BodyInit, headers: Record<string, string> = {}): Promise<Reply> =>
  send(target, '/chat/completions', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

const refusals: readonly ConformanceCase[] = [
  refusal('refuses a call without a key', [401, 'missing_key'], (target) => chat(target, 'sandbox-small', {}, '')),
  refusal('refuses a key it does not know', [401, 'invalid_key'], (target) => chat(target, 'sandbox-small', {}, 'tg_unknown')),
  refusal('refuses a disabled key', [401, 'key_disabled'], (target) => chat(target, 'sandbox-small', {}, target.disabledKey)),
  refusal('refuses an unknown model', [404, 'model_not_found'], (target) => chat(target, 'no-such-model')),
  refusal('refuses malformed JSON', [400, 'malformed_json'], (target) => post(target, '{"model": "sandbox-small", }')),
  refusal('refuses wrong types', [400, 'invalid_request'], (target) => chat(target, 'sandbox-small', { stream: 1 })),
  refusal('refuses a compressed body', [415, 'unsupported_media_type'], (target) => post(target, 'x', { 'content-encoding': 'gzip' })),
  refusal('refuses fifty megabytes', [413, 'body_too_large'], (target) => post(target, Buffer.alloc(50 * 1024 * 1024, 0x20))),
  refusal('refuses unknown routes in the protocol’s shape', [404, 'not_found'], (target) =>
    send(target, '/chat/nothing', { method: 'POST', body: '{}' }),
  ),
  refusal('refuses routes of later protocols alike', [404, 'not_found'], (target) =>
    send(target, '/assistants', { method: 'POST', body: '{}' }),
  ),
  refusal('refuses other methods', [405, 'method_not_allowed'], (target) => send(target, '/chat/completions', { method: 'DELETE' })),
  refusal('refuses odd tags', [400, 'invalid_request'], (target) => post(target, '{}', { 'x-tollgate-tags': '???' })),
  refusal('tells a provider’s refusal of the request', [400, 'provider_rejected'], (target) => chat(target, 'sandbox-error-400')),
  refusal('tells a refused credential', [502, 'provider_credentials_rejected'], (target) => chat(target, 'sandbox-error-401')),
  refusal('tells a provider’s failure', [502, 'provider_error', true], (target) => chat(target, 'sandbox-error-500')),
  refusal('tells an answer that is cut', [502, 'provider_error', true], (target) => chat(target, 'sandbox-cut')),
  refusal('tells an answer that is no JSON', [502, 'provider_error', true], (target) => chat(target, 'sandbox-malformed')),
];

/** Every case; independent of each other and of their order. */
export const gatewayConformance: readonly ConformanceCase[] = [...answers, ...refusals];
