import { claude, event, messageDelta, messageStart, messageStop, textDelta } from './anthropic.ts';
import { chunk, done, usageChunk } from './scripted-provider.ts';
import { connectionTo, type TestGateway } from './test-gateway.ts';

/** What every provider here says, in two pieces of a stream. */
export const said = ['Größe ', '😀 "x"\n'] as const;
const whole = said.join('');

export const flash = {
  provider: 'google',
  model: 'gemini-2.5-flash',
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 300_000n, cache_read: 75_000n, output: 2_500_000n } }],
};

/** A provider that speaks one protocol: nine tokens in, seven out. */
export interface SpeakingProvider {
  readonly name: string;
  readonly model: string;
  readonly connection: (address: string) => ReturnType<typeof connectionTo>;
  readonly answer: string;
  /** Up to the reason to stop, which is in the last part but where `ending` says. */
  readonly stream: readonly string[];
  /** The first parts of a stream, with the first piece of the text and no more. */
  readonly begun: readonly string[];
  /** An error in the middle of a stream. */
  readonly errorEvent: string;
  /** The path that it is asked at. */
  readonly pathOf: (streamed: boolean) => string;
}

const geminiChunk = (text: string, more: object = {}, usageMetadata?: object): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }], usageMetadata, modelVersion: 'x', responseId: 'r1' })}\r\n\r\n`;
const geminiUsage = { promptTokenCount: 9, candidatesTokenCount: 7, totalTokenCount: 16 };

export const speakingProviders: readonly SpeakingProvider[] = [
  {
    name: 'openai.chat_completions',
    // A model of DeepSeek's, which serves nothing else and limits its output by the older field.
    model: 'deepseek-chat',
    connection: (address) => connectionTo(address, { provider: 'deepseek', models: ['deepseek-chat'] }),
    answer: JSON.stringify({
      id: 'c1',
      model: 'gpt',
      choices: [{ index: 0, message: { role: 'assistant', content: whole }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 7, total_tokens: 16 },
    }),
    stream: [
      chunk({ role: 'assistant', content: '' }),
      ...said.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      usageChunk(9, 7),
      done,
    ],
    begun: [chunk({ role: 'assistant', content: '' }), chunk({ content: said[0] })],
    errorEvent: 'data: {"error":{"message":"Too hot","code":500}}\n\n',
    pathOf: () => '/v1/chat/completions',
  },
  {
    name: 'anthropic.messages',
    model: claude.model,
    connection: (address) => connectionTo(address, { name: 'claude', provider: 'anthropic', baseUrl: address, models: [claude.model] }),
    answer: JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: claude.model,
      content: [{ type: 'text', text: whole }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 9, output_tokens: 7 },
    }),
    stream: [
      messageStart(),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('ping'),
      ...said.map((text) => textDelta(text)),
      event('content_block_stop', { index: 0 }),
      messageDelta({ output_tokens: 7 }),
      messageStop,
    ],
    begun: [messageStart(), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }), textDelta(said[0])],
    errorEvent: event('error', { error: { type: 'api_error', message: 'Too hot' } }),
    pathOf: () => '/v1/messages',
  },
  {
    name: 'gemini.generate_content',
    model: flash.model,
    connection: (address) => connectionTo(address, { name: 'gemini', provider: 'google', baseUrl: address, models: [flash.model] }),
    answer: JSON.stringify({
      candidates: [{ content: { parts: [{ text: whole }], role: 'model' }, finishReason: 'STOP' }],
      usageMetadata: geminiUsage,
      modelVersion: 'x',
      responseId: 'r1',
    }),
    stream: [geminiChunk(said[0]), geminiChunk(said[1]), geminiChunk('', { finishReason: 'STOP' }, geminiUsage)],
    begun: [geminiChunk(said[0])],
    errorEvent: 'data: {"error":{"code":500,"message":"Too hot","status":"INTERNAL"}}\r\n\r\n',
    pathOf: (streamed) => `/v1beta/models/${flash.model}:${streamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  },
];

type Json = Readonly<Record<string, unknown>>;

/** A protocol that callers speak, and what its clients see of answers. */
export interface SpeakingCaller {
  readonly name: string;
  /** The protocol's name for streams, where they have one of their own. */
  readonly nameOf: (streamed: boolean) => string;
  readonly post: (gateway: TestGateway, model: string, streamed: boolean, more?: object) => Promise<Response>;
  readonly textOf: (answer: Json) => unknown;
  /** Tokens in and out, as this protocol counts them. */
  readonly usageOf: (answer: Json) => unknown;
  /** The piece of text in one event's data. */
  readonly deltaOf: (data: Json) => string;
  /** Whether a stream tells its reader that it is complete. */
  readonly isComplete: (stream: string) => boolean;
  /** Our code of the error in an error object. */
  readonly codeOf: (error: Json) => unknown;
}

/** A value deep in an answer; undefined where the way is not there. */
export function at(value: unknown, ...way: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of way) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  return found;
}

const textAt = (value: unknown, ...way: readonly (string | number)[]): string => {
  const text = at(value, ...way);
  return typeof text === 'string' ? text : '';
};

const poster =
  (pathOf: (model: string, streamed: boolean) => string, bodyOf: (model: string, streamed: boolean) => object): SpeakingCaller['post'] =>
  (gateway, model, streamed, more = {}) =>
    fetch(`http://127.0.0.1:${gateway.port}/api${pathOf(model, streamed)}`, {
      method: 'POST',
      headers: {
        'x-goog-api-key': gateway.key,
        'x-api-key': gateway.key,
        authorization: `Bearer ${gateway.key}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...bodyOf(model, streamed), ...more }),
    });

export const speakingCallers: readonly SpeakingCaller[] = [
  {
    name: 'openai.chat_completions',
    nameOf: () => 'openai.chat_completions',
    post: poster(
      () => '/v1/chat/completions',
      (model, stream) => ({
        model,
        stream,
        stream_options: stream ? { include_usage: true } : undefined,
        messages: [{ role: 'user', content: 'Why?' }],
      }),
    ),
    textOf: (answer) => at(answer, 'choices', 0, 'message', 'content'),
    usageOf: (answer) => [at(answer, 'usage', 'prompt_tokens'), at(answer, 'usage', 'completion_tokens')],
    deltaOf: (data) => textAt(data, 'choices', 0, 'delta', 'content'),
    isComplete: (stream) => stream.endsWith('data: [DONE]\n\n'),
    codeOf: (error) => error.code,
  },
  {
    name: 'anthropic.messages',
    nameOf: () => 'anthropic.messages',
    post: poster(
      () => '/v1/messages',
      (model, stream) => ({ model, stream, max_tokens: 50, messages: [{ role: 'user', content: 'Why?' }] }),
    ),
    textOf: (answer) => at(answer, 'content', 0, 'text'),
    usageOf: (answer) => [at(answer, 'usage', 'input_tokens'), at(answer, 'usage', 'output_tokens')],
    deltaOf: (data) => textAt(data, 'delta', 'text'),
    isComplete: (stream) => stream.endsWith(messageStop),
    codeOf: (error) => error.code ?? error.type,
  },
  {
    name: 'openai.responses',
    nameOf: () => 'openai.responses',
    post: poster(
      () => '/v1/responses',
      (model, stream) => ({ model, stream, input: 'Why?' }),
    ),
    textOf: (answer) => at(answer, 'output', 0, 'content', 0, 'text'),
    usageOf: (answer) => [at(answer.response ?? answer, 'usage', 'input_tokens'), at(answer.response ?? answer, 'usage', 'output_tokens')],
    deltaOf: (data) => (data.type === 'response.output_text.delta' ? textAt(data, 'delta') : ''),
    // The last event holds the whole answer.
    isComplete: (stream) => {
      const last = dataOf(stream).at(-1);
      return last?.type === 'response.completed' && at(last, 'response', 'output', 0, 'content', 0, 'text') === whole;
    },
    codeOf: (error) => error.code,
  },
  {
    name: 'gemini.generate_content',
    nameOf: (streamed) => (streamed ? 'gemini.stream_generate_content' : 'gemini.generate_content'),
    post: poster(
      (model, streamed) => `/v1beta/models/${model}:${streamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      () => ({ contents: [{ role: 'user', parts: [{ text: 'Why?' }] }] }),
    ),
    textOf: (answer) => at(answer, 'candidates', 0, 'content', 'parts', 0, 'text'),
    usageOf: (answer) => [at(answer, 'usageMetadata', 'promptTokenCount'), at(answer, 'usageMetadata', 'candidatesTokenCount')],
    deltaOf: (data) => textAt(data, 'candidates', 0, 'content', 'parts', 0, 'text'),
    isComplete: (stream) => !stream.includes('"error"') && /"finishReason":"STOP"[^\n]*\n\n$/.test(stream),
    codeOf: (error) => at(error, 'details', 0, 'metadata', 'code'),
  },
];

/** The data of a stream's events, parsed; comments and `[DONE]` left out. */
export const dataOf = (stream: string): readonly Json[] =>
  stream.split('\n\n').flatMap((block) => {
    const data = /^data: (\{.*)$/m.exec(block)?.[1];
    return data === undefined ? [] : [JSON.parse(data)];
  });
