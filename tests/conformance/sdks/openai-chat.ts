import OpenAI from 'openai';
import { dataUrl, moodSchema, type Question, type Sdk, type SdkKind, statusIn, type Told, toolResult, toolSchemas } from './sdk.ts';

type Message = OpenAI.ChatCompletionMessageParam;

const tools: OpenAI.ChatCompletionTool[] = toolSchemas.map(({ name, description, schema }) => ({
  type: 'function',
  function: { name, description, parameters: schema },
}));

function messagesOf({ system, text, picture }: Question): Message[] {
  const content =
    picture === undefined
      ? text
      : [
          { type: 'text' as const, text },
          { type: 'image_url' as const, image_url: { url: dataUrl(picture) } },
        ];
  return [...(system === undefined ? [] : [{ role: 'system' as const, content: system }]), { role: 'user', content }];
}

const told = (text: string, usage: OpenAI.CompletionUsage | null | undefined): Told => ({
  text,
  inputTokens: usage?.prompt_tokens,
  outputTokens: usage?.completion_tokens,
});

const callsOf = (message: OpenAI.ChatCompletionMessage | undefined) =>
  (message?.tool_calls ?? []).flatMap((call) =>
    call.type === 'function' ? [{ name: call.function.name, arguments: JSON.parse(call.function.arguments) }] : [],
  );

function open(origin: string, apiKey: string): Sdk {
  const client = new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 });
  const complete = (model: string, messages: Message[], more: object = {}) =>
    client.chat.completions.create({ model, messages, ...more, stream: false });
  return {
    async chat(question) {
      const { choices, usage } = await complete(question.model, messagesOf(question));
      return told(choices[0]?.message.content ?? '', usage);
    },
    async stream(question, onPiece) {
      const stream = client.chat.completions.stream(
        { model: question.model, messages: messagesOf(question), stream_options: { include_usage: true } },
        { ...(question.signal === undefined ? {} : { signal: question.signal }) },
      );
      for await (const part of stream) {
        const piece = part.choices[0]?.delta.content;
        if (typeof piece === 'string' && piece !== '') onPiece(piece);
      }
      const { choices, usage } = await stream.finalChatCompletion();
      return told(choices[0]?.message.content ?? '', usage);
    },
    async callTools(question, isStreamed) {
      if (!isStreamed) return callsOf((await complete(question.model, messagesOf(question), { tools })).choices[0]?.message);
      const stream = client.chat.completions.stream({ model: question.model, messages: messagesOf(question), tools });
      return callsOf((await stream.finalChatCompletion()).choices[0]?.message);
    },
    async toolRound(question) {
      const messages = messagesOf(question);
      const asked = (await complete(question.model, messages, { tools })).choices[0]?.message;
      if (asked === undefined) throw new Error('There is no choice');
      const results = (asked.tool_calls ?? []).map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: toolResult }));
      return (await complete(question.model, [...messages, asked, ...results], { tools })).choices[0]?.message.content ?? '';
    },
    async structured(question) {
      const format = { type: 'json_schema' as const, json_schema: { name: 'mood', schema: moodSchema, strict: true } };
      const { choices } = await client.chat.completions.parse({
        model: question.model,
        messages: messagesOf(question),
        response_format: format,
      });
      return choices[0]?.message.parsed;
    },
    embed: async (model, texts) => (await client.embeddings.create({ model, input: [...texts] })).data.map(({ embedding }) => embedding),
    statusOf: (error) => (error instanceof OpenAI.APIError ? statusIn(error) : undefined),
  };
}

export const openAiChatSdk: SdkKind = { name: 'openai (chat completions)', protocol: 'chat', open };
