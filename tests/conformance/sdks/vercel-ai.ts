import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import {
  APICallError,
  type EmbeddingModel,
  embedMany,
  generateText,
  isStepCount,
  jsonSchema,
  type LanguageModel,
  type ModelMessage,
  Output,
  RetryError,
  streamText,
  type ToolSet,
  tool,
} from 'ai';
import { moodSchema, type Question, type Sdk, type SdkKind, statusIn, toolResult, toolSchemas } from './sdk.ts';

// It warns of every model that is unknown to it, once a call: thousands of lines in which nothing else would be found.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

interface Models {
  readonly chat: (model: string) => LanguageModel;
  readonly embedding: ((model: string) => EmbeddingModel) | null;
}

const withoutResults: ToolSet = Object.fromEntries(
  toolSchemas.map(({ name, description, schema }) => [
    name,
    tool({ description, inputSchema: jsonSchema<object>(structuredClone(schema)) }),
  ]),
);
const withResults: ToolSet = Object.fromEntries(
  toolSchemas.map(({ name, description, schema }) => [
    name,
    tool({ description, inputSchema: jsonSchema<object>(structuredClone(schema)), execute: async () => toolResult }),
  ]),
);

function messagesOf({ text, picture }: Question): ModelMessage[] {
  if (picture === undefined) return [{ role: 'user', content: text }];
  const content = [
    { type: 'text' as const, text },
    { type: 'file' as const, data: new Uint8Array(picture), mediaType: 'image/png' },
  ];
  return [{ role: 'user', content }];
}

function sdkOf({ chat, embedding }: Models): Sdk {
  const paramsOf = (question: Question) => ({
    model: chat(question.model),
    messages: messagesOf(question),
    maxRetries: 0,
    ...(question.system === undefined ? {} : { instructions: question.system }),
    ...(question.signal === undefined ? {} : { abortSignal: question.signal }),
  });
  /** The SDK hands errors of a stream to a callback or puts them among its parts; its users see them there. */
  async function readStream(question: Question, tools: ToolSet | undefined, onPiece: (text: string) => void) {
    const result = streamText({ ...paramsOf(question), ...(tools === undefined ? {} : { tools }), onError: () => {} });
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') onPiece(part.text);
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new DOMException('Aborted', 'AbortError');
    }
    return result;
  }
  return {
    async chat(question) {
      const { text, usage } = await generateText(paramsOf(question));
      return { text, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
    },
    async stream(question, onPiece) {
      const result = await readStream(question, undefined, onPiece);
      const usage = await result.usage;
      return { text: await result.text, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
    },
    async callTools(question, isStreamed) {
      const calls = isStreamed
        ? await (await readStream(question, withoutResults, () => {})).toolCalls
        : (await generateText({ ...paramsOf(question), tools: withoutResults })).toolCalls;
      return calls.map(({ toolName, input }) => ({ name: toolName, arguments: input }));
    },
    toolRound: async (question) => (await generateText({ ...paramsOf(question), tools: withResults, stopWhen: isStepCount(3) })).text,
    async structured(question) {
      const output = Output.object({ schema: jsonSchema<object>(structuredClone(moodSchema)), name: 'mood' });
      return (await generateText({ ...paramsOf(question), output })).output;
    },
    embed:
      embedding === null
        ? null
        : async (model, texts) => (await embedMany({ model: embedding(model), values: [...texts], maxRetries: 0 })).embeddings,
    statusOf: (error) => {
      const last = RetryError.isInstance(error) ? error.lastError : error;
      return APICallError.isInstance(last) ? statusIn(last) : undefined;
    },
  };
}

const openAi = (origin: string, apiKey: string) => createOpenAI({ apiKey, baseURL: `${origin}/v1` });

export const vercelAiSdks: readonly SdkKind[] = [
  {
    name: 'ai with @ai-sdk/openai (its default)',
    protocol: 'responses',
    open: (origin, key) => sdkOf({ chat: (model) => openAi(origin, key)(model), embedding: null }),
  },
  {
    name: 'ai with @ai-sdk/openai (chat)',
    protocol: 'chat',
    open: (origin, key) => {
      const provider = openAi(origin, key);
      return sdkOf({ chat: (model) => provider.chat(model), embedding: (model) => provider.embedding(model) });
    },
  },
  {
    name: 'ai with @ai-sdk/anthropic',
    protocol: 'messages',
    open: (origin, apiKey) => {
      const provider = createAnthropic({ apiKey, baseURL: `${origin}/v1` });
      return sdkOf({ chat: (model) => provider(model), embedding: null });
    },
  },
  {
    name: 'ai with @ai-sdk/google',
    protocol: 'gemini',
    open: (origin, apiKey) => {
      const provider = createGoogle({ apiKey, baseURL: `${origin}/v1beta` });
      return sdkOf({ chat: (model) => provider(model), embedding: (model) => provider.embedding(model) });
    },
  },
];
