import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { event, messageDelta, messageStart, messageStop, textDelta } from '../gateway/support/anthropic.ts';
import { lanes } from '../gateway/support/call.ts';
import { answerJson, answerStream, chunk, done, ScriptedProvider, usageChunk } from '../gateway/support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';

const parameters = { type: 'object' as const, properties: { place: { type: 'string' } } };
const call = (index: number, id: string, name: string) => ({ index, id, type: 'function', function: { name, arguments: '' } });
const piece = (index: number, sent: string) => ({ tool_calls: [{ index, function: { arguments: sent } }] });
/** DeepSeek thinks, speaks, and calls two tools at once. */
const chatStream = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ reasoning_content: 'Hm.' }),
  chunk({ content: 'Look' }),
  chunk({ tool_calls: [call(0, 'a', 'look')] }),
  chunk(piece(0, '{"place":')),
  chunk(piece(0, '"Rom"}')),
  chunk({ tool_calls: [call(1, 'b', 'find')] }),
  chunk({}, 'tool_calls'),
  usageChunk(9, 7),
  done,
];
const geminiChunk = (parts: readonly object[], more: object = {}): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }], responseId: 'r1', modelVersion: 'x' })}\r\n\r\n`;
/** Gemini speaks and calls a tool, signed. */
const geminiStream = [
  geminiChunk([{ text: 'Look' }]),
  geminiChunk([{ functionCall: { name: 'look', args: { place: 'Rom' } }, thoughtSignature: 'c2ln' }]),
  geminiChunk([], { finishReason: 'STOP' }),
];
/** Gemini calls the one function that it may call twice. */
const twice = ['Rom', 'Bonn'].map((place) => ({ functionCall: { name: 'look', args: { place } } }));
const geminiTwice = JSON.stringify({
  candidates: [{ content: { parts: twice, role: 'model' }, index: 0, finishReason: 'STOP' }],
  ...{ responseId: 'r2', modelVersion: 'x', usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 8 } },
});
const geminiTwiceStream = [...twice.map((part) => geminiChunk([part])), geminiChunk([], { finishReason: 'STOP' })];
/** Claude thinks, signed, and speaks. */
const claudeStream = [
  messageStart(),
  event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }),
  event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } }),
  event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } }),
  event('content_block_stop', { index: 0 }),
  event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
  textDelta('Yes.', 1),
  event('content_block_stop', { index: 1 }),
  messageDelta({ output_tokens: 7 }),
  messageStop,
];

describe.each(lanes)('[GW-2] official SDKs served in another protocol through the %s', (lane) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  let openAi: OpenAI;
  let anthropic: Anthropic;
  let google: GoogleGenAI;

  beforeAll(async () => {
    provider = new ScriptedProvider();
    const address = await provider.start();
    gateway = await startTestGateway({ lane });
    const of = (name: string, baseUrl: string, models: readonly string[]) => connectionTo('', { name, provider: name, baseUrl, models });
    gateway.snapshot.setConnections(tenantId, [
      of('deepseek', `${address}/v1`, ['chat']),
      of('google', address, ['gemini-3-flash', 'embed']),
      of('anthropic', address, ['claude-opus-4-7']),
    ]);
    openAi = new OpenAI({ apiKey: gateway.key, baseURL: gateway.baseUrl, maxRetries: 0 });
    anthropic = new Anthropic({ apiKey: gateway.key, baseURL: gateway.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 });
    google = new GoogleGenAI({ apiKey: gateway.key, apiVersion: 'v1beta', httpOptions: { baseUrl: gateway.baseUrl.replace(/\/v1$/, '') } });
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });

  const sent = () => JSON.parse(provider.last.body.toString());

  it('OpenAI’s follows a response that a chat model gives, and goes on with it', async () => {
    provider.script = answerStream(chatStream);
    const tools = [{ type: 'function' as const, name: 'look', parameters, strict: false }];
    const stream = openAi.responses.stream({ model: 'chat', input: 'Where?', tools });
    const deltas: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta));
    const response = await stream.finalResponse();
    expect([deltas.join(''), response.output_text, response.status]).toEqual(['Look', 'Look', 'completed']);
    const calls = response.output.filter((item) => item.type === 'function_call');
    expect(calls.map(({ call_id, name, arguments: told }) => [call_id, name, told])).toEqual([
      ['a', 'look', '{"place":"Rom"}'],
      ['b', 'find', '{}'],
    ]);
    expect(response.usage).toMatchObject({ input_tokens: 9, output_tokens: 7 });

    const results = calls.map(({ call_id }) => ({ type: 'function_call_output' as const, call_id, output: 'There' }));
    const output = response.output.filter((item) => item.type === 'reasoning' || item.type === 'message' || item.type === 'function_call');
    await openAi.responses
      .stream({ model: 'chat', input: [{ role: 'user', content: 'Where?' }, ...output, ...results], tools })
      .finalResponse();
    expect(sent().messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    expect(sent().messages[1]).toMatchObject({ content: 'Look', reasoning_content: 'Hm.', tool_calls: [{ id: 'a' }, { id: 'b' }] });
  });

  it('OpenAI’s follows a chat that Gemini gives, and gives its signature back', async () => {
    provider.script = answerStream(geminiStream);
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters } }];
    const completion = await openAi.chat.completions
      .stream({ model: 'gemini-3-flash', messages: [{ role: 'user', content: 'Where?' }], tools })
      .finalChatCompletion();
    const message = completion.choices[0]?.message;
    expect(message).toMatchObject({
      content: 'Look',
      tool_calls: [{ id: 'call_r1_0', function: { name: 'look', arguments: '{"place":"Rom"}' } }],
    });
    if (message === undefined) throw new Error('There is no message');
    const history = [
      { role: 'user' as const, content: 'Where?' },
      message,
      { role: 'tool' as const, tool_call_id: 'call_r1_0', content: 'There' },
    ];
    await openAi.chat.completions.stream({ model: 'gemini-3-flash', messages: history, tools }).finalChatCompletion();
    expect(sent().contents[1].parts[1]).toMatchObject({ functionCall: { name: 'look' }, thoughtSignature: 'c2ln' });
    expect(sent().contents[2].parts).toMatchObject([{ functionResponse: { name: 'look', response: { output: 'There' } } }]);
  });

  describe('forbid parallel calls where one function is forced, which Gemini cannot be told', () => {
    const model = 'gemini-3-flash';
    const allowed = { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } };
    const question = { role: 'user' as const, content: 'Where?' };

    it.each([false, true])('in a chat (streamed: %s)', async (isStreamed) => {
      provider.script = isStreamed ? answerStream(geminiTwiceStream) : answerJson(geminiTwice);
      const params = {
        ...{ model, messages: [question], parallel_tool_calls: false },
        tools: ['look', 'find'].map((name) => ({ type: 'function' as const, function: { name, parameters } })),
        tool_choice: { type: 'function' as const, function: { name: 'look' } },
      };
      const { chat } = openAi;
      const completion = isStreamed
        ? await chat.completions.stream(params).finalChatCompletion()
        : await chat.completions.create({ ...params, stream: false });
      const calls = completion.choices[0]?.message.tool_calls ?? [];
      expect(calls.map((one) => one.type === 'function' && one.function.arguments)).toEqual(['{"place":"Rom"}']);
      expect(sent().toolConfig).toEqual(allowed);
    });

    it.each([false, true])('in a response (streamed: %s)', async (isStreamed) => {
      provider.script = isStreamed ? answerStream(geminiTwiceStream) : answerJson(geminiTwice);
      const params = {
        ...{ model, input: 'Where?', parallel_tool_calls: false },
        tools: ['look', 'find'].map((name) => ({ type: 'function' as const, name, parameters, strict: false })),
        tool_choice: { type: 'function' as const, name: 'look' },
      };
      const { responses } = openAi;
      const { output } = isStreamed ? await responses.stream(params).finalResponse() : await responses.create({ ...params, stream: false });
      const calls = output.flatMap((item) => (item.type === 'function_call' ? [item.arguments] : []));
      expect(calls).toEqual(['{"place":"Rom"}']);
      expect(sent().toolConfig).toEqual(allowed);
    });

    // As `ai` with @ai-sdk/anthropic asks for an object.
    it.each([false, true])('in a message (streamed: %s)', async (isStreamed) => {
      provider.script = isStreamed ? answerStream(geminiTwiceStream) : answerJson(geminiTwice);
      const params = {
        ...{ model, max_tokens: 50, messages: [question] },
        tools: ['look', 'find'].map((name) => ({ name, input_schema: parameters })),
        tool_choice: { type: 'tool' as const, name: 'look', disable_parallel_tool_use: true },
      };
      const { messages } = anthropic;
      const message = isStreamed ? await messages.stream(params).finalMessage() : await messages.create(params);
      expect(message.content).toMatchObject([{ type: 'tool_use', name: 'look', input: { place: 'Rom' } }]);
      expect(message.stop_reason).toBe('tool_use');
      expect(sent().toolConfig).toEqual(allowed);
    });

    it('and are refused where several could be called', async () => {
      const tools = ['look', 'find'].map((name) => ({ name, input_schema: parameters }));
      const before = provider.seen.length;
      const choice = { type: 'any' as const, disable_parallel_tool_use: true };
      const asking = anthropic.messages.create({ model, max_tokens: 50, messages: [question], tools, tool_choice: choice });
      await expect(asking).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining('/tool_choice/disable_parallel_tool_use'),
      });
      expect(provider.seen.length).toBe(before);
    });
  });

  it('OpenAI’s gets embeddings of Gemini’s in the form it asks for by itself', async () => {
    provider.script = answerJson('{"embeddings":[{"values":[0.5,-0.25]}]}');
    const { data } = await openAi.embeddings.create({ model: 'embed', input: 'Hi' });
    expect(data[0]?.embedding).toEqual([0.5, -0.25]);
  });

  it('Anthropic’s follows a message that Gemini gives, and gives its signature back', async () => {
    provider.script = answerStream(geminiStream);
    const tools = [{ name: 'look', input_schema: parameters }];
    const ask = (messages: Anthropic.MessageParam[]) =>
      anthropic.messages.stream({ model: 'gemini-3-flash', max_tokens: 50, messages, tools }).finalMessage();
    const question = { role: 'user' as const, content: 'Where?' };
    const message = await ask([question]);
    expect([message.stop_reason, message.content.map(({ type }) => type)]).toEqual(['tool_use', ['text', 'thinking', 'tool_use']]);
    const result = { type: 'tool_result' as const, tool_use_id: 'call_r1_0', content: 'There' };
    await ask([question, { role: 'assistant', content: message.content }, { role: 'user', content: [result] }]);
    expect(sent().contents[1].parts[1]).toMatchObject({ functionCall: { name: 'look', args: { place: 'Rom' } }, thoughtSignature: 'c2ln' });
  });

  it('Google’s follows what a chat model and Claude give, and goes on with it', async () => {
    const functionDeclarations = [{ name: 'look', parametersJsonSchema: parameters }];
    provider.script = answerStream(chatStream);
    const calls = [];
    let text = '';
    for await (const part of await google.models.generateContentStream({
      model: 'chat',
      contents: 'Where?',
      config: { tools: [{ functionDeclarations }] },
    })) {
      text += part.text ?? '';
      calls.push(...(part.functionCalls ?? []));
    }
    expect([text, calls]).toEqual([
      'Look',
      [
        { id: 'a', name: 'look', args: { place: 'Rom' } },
        { id: 'b', name: 'find', args: {} },
      ],
    ]);

    provider.script = answerStream(claudeStream);
    const chat = google.chats.create({ model: 'claude-opus-4-7' });
    for (const message of ['Where?', 'Really?']) {
      let said = '';
      for await (const part of await chat.sendMessageStream({ message })) said += part.text ?? '';
      expect(said).toBe('Yes.');
    }
    expect(sent().messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(sent().messages[1].content.at(-1)).toEqual({ type: 'text', text: 'Yes.' });
  });

  it('Anthropic’s and Google’s are told an estimate of the tokens that a chat model would read', async () => {
    const before = provider.seen.length;
    const asked = anthropic.messages.countTokens({ model: 'chat', messages: [{ role: 'user', content: 'Where is Rome?' }] });
    const { data, response } = await asked.withResponse();
    expect([data.input_tokens, response.headers.get('x-tollgate-token-count')]).toEqual([expect.any(Number), 'estimate']);
    expect(data.input_tokens).toBeGreaterThan(4);
    const { totalTokens } = await google.models.countTokens({ model: 'chat', contents: 'Where is Rome?' });
    expect(totalTokens).toBe(data.input_tokens);
    expect(provider.seen.length).toBe(before);
  });

  it('Google’s gets an error of its own kind', async () => {
    provider.script = answerJson('{"error":{"message":"No such thing"}}', 400);
    await expect(google.models.generateContent({ model: 'chat', contents: 'Hi' })).rejects.toMatchObject({ name: 'ApiError', status: 400 });
  });
});
