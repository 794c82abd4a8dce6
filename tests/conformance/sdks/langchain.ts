import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type AIMessageChunk, HumanMessage, SystemMessage, ToolMessage, type UsageMetadata } from '@langchain/core/messages';
import { ChatGoogle } from '@langchain/google';
import { ChatGoogleGenerativeAI } from '@langchain/google-genai';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { dataUrl, moodSchema, type Question, type Sdk, type SdkKind, statusIn, toolResult, toolSchemas } from './sdk.ts';

interface Models {
  readonly chat: (model: string) => BaseChatModel;
  readonly embed: Sdk['embed'];
}

const tools = toolSchemas.map(({ name, description, schema }) => ({
  type: 'function' as const,
  function: { name, description, parameters: structuredClone(schema) },
}));

function messagesOf({ system, text, picture }: Question) {
  const content =
    picture === undefined
      ? text
      : [
          { type: 'text' as const, text },
          { type: 'image_url' as const, image_url: { url: dataUrl(picture) } },
        ];
  return [...(system === undefined ? [] : [new SystemMessage(system)]), new HumanMessage({ content })];
}

interface Message {
  readonly text: string;
  readonly usage_metadata?: UsageMetadata | undefined;
}

const toldBy = ({ text, usage_metadata: usage }: Message) => ({
  text,
  inputTokens: usage?.input_tokens,
  outputTokens: usage?.output_tokens,
});

/** Some of its models hide the answer's status in a field of their own error. */
function statusOf(error: unknown): number | undefined {
  const found = statusIn(error);
  if (found !== undefined || !(error instanceof Error) || !('response' in error)) return found;
  const { response } = error;
  return typeof response === 'object' && response !== null && 'status' in response && typeof response.status === 'number'
    ? response.status
    : undefined;
}

function sdkOf({ chat, embed }: Models): Sdk {
  const withTools = (model: string) => {
    const bound = chat(model).bindTools?.(tools);
    if (bound === undefined) throw new Error('The model takes no tools');
    return bound;
  };
  return {
    chat: async (question) => toldBy(await chat(question.model).invoke(messagesOf(question))),
    async stream(question, onPiece) {
      const options = question.signal === undefined ? {} : { signal: question.signal };
      let whole: AIMessageChunk | undefined;
      for await (const part of await chat(question.model).stream(messagesOf(question), options)) {
        if (part.text !== '') onPiece(part.text);
        whole = whole === undefined ? part : whole.concat(part);
      }
      if (whole === undefined) throw new Error('The stream was empty');
      return toldBy(whole);
    },
    async callTools(question, isStreamed) {
      const model = withTools(question.model);
      let answer: AIMessageChunk | undefined;
      if (isStreamed) for await (const part of await model.stream(messagesOf(question))) answer = answer?.concat(part) ?? part;
      else answer = await model.invoke(messagesOf(question));
      return (answer?.tool_calls ?? []).map(({ name, args }) => ({ name, arguments: args }));
    },
    async toolRound(question) {
      const model = withTools(question.model);
      const asked = await model.invoke(messagesOf(question));
      const results = (asked.tool_calls ?? []).map(({ id = '', name }) => new ToolMessage({ content: toolResult, tool_call_id: id, name }));
      return (await model.invoke([...messagesOf(question), asked, ...results])).text;
    },
    structured: (question) =>
      chat(question.model).withStructuredOutput(structuredClone(moodSchema), { name: 'mood' }).invoke(messagesOf(question)),
    embed,
    statusOf,
  };
}

const openAi = (origin: string, apiKey: string, useResponsesApi: boolean): Models => {
  const configuration = { baseURL: `${origin}/v1` };
  return {
    chat: (model) => new ChatOpenAI({ model, apiKey, configuration, maxRetries: 0, useResponsesApi, streamUsage: true }),
    embed: useResponsesApi
      ? null
      : (model, texts) => new OpenAIEmbeddings({ model, apiKey, configuration, maxRetries: 0 }).embedDocuments([...texts]),
  };
};

export const langChainSdks: readonly SdkKind[] = [
  { name: 'LangChain ChatOpenAI', protocol: 'chat', open: (origin, key) => sdkOf(openAi(origin, key, false)) },
  { name: 'LangChain ChatOpenAI (responses)', protocol: 'responses', open: (origin, key) => sdkOf(openAi(origin, key, true)) },
  {
    name: 'LangChain ChatAnthropic',
    protocol: 'messages',
    countsStreamsItself: true,
    open: (anthropicApiUrl, apiKey) =>
      sdkOf({ chat: (model) => new ChatAnthropic({ model, apiKey, anthropicApiUrl, maxRetries: 0, maxTokens: 500 }), embed: null }),
  },
  {
    name: 'LangChain ChatGoogleGenerativeAI',
    protocol: 'gemini',
    open: (baseUrl, apiKey) =>
      sdkOf({ chat: (model) => new ChatGoogleGenerativeAI({ model, apiKey, baseUrl, maxRetries: 0 }), embed: null }),
  },
  {
    name: 'LangChain ChatGoogle',
    protocol: 'gemini',
    open: (endpoint, apiKey) =>
      sdkOf({ chat: (model) => new ChatGoogle({ model, apiKey, endpoint, platformType: 'gai', maxRetries: 0 }), embed: null }),
  },
];
