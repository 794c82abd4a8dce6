import Anthropic from '@anthropic-ai/sdk';
import { moodSchema, type Question, type Sdk, type SdkKind, statusIn, type Told, toolResult, toolSchemas } from './sdk.ts';

const tools: Anthropic.Tool[] = toolSchemas.map(({ name, description, schema }) => ({
  name,
  description,
  input_schema: { ...schema, required: [...schema.required] },
}));

function messagesOf({ text, picture }: Question): Anthropic.MessageParam[] {
  if (picture === undefined) return [{ role: 'user', content: text }];
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: picture.toString('base64') };
  return [
    {
      role: 'user',
      content: [
        { type: 'image', source },
        { type: 'text', text },
      ],
    },
  ];
}

const paramsOf = (question: Question) => ({
  model: question.model,
  max_tokens: 500,
  messages: messagesOf(question),
  ...(question.system === undefined ? {} : { system: question.system }),
});

const told = ({ content, usage }: Anthropic.Message): Told => ({
  text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
  inputTokens: usage.input_tokens,
  outputTokens: usage.output_tokens,
});

const callsOf = ({ content }: Anthropic.Message) =>
  content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, arguments: block.input }] : []));

function open(origin: string, apiKey: string): Sdk {
  const client = new Anthropic({ apiKey, baseURL: origin, maxRetries: 0 });
  return {
    chat: async (question) => told(await client.messages.create(paramsOf(question))),
    async stream(question, onPiece) {
      const options = question.signal === undefined ? {} : { signal: question.signal };
      const stream = client.messages.stream(paramsOf(question), options);
      stream.on('text', onPiece);
      return told(await stream.finalMessage());
    },
    async callTools(question, isStreamed) {
      const params = { ...paramsOf(question), tools };
      return callsOf(isStreamed ? await client.messages.stream(params).finalMessage() : await client.messages.create(params));
    },
    async toolRound(question) {
      const params = { ...paramsOf(question), tools };
      const { content } = await client.messages.create(params);
      const results = content.flatMap((block) =>
        block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: toolResult }] : [],
      );
      const messages = [...params.messages, { role: 'assistant' as const, content }, { role: 'user' as const, content: results }];
      return told(await client.messages.create({ ...params, messages })).text;
    },
    async structured(question) {
      const format = { type: 'json_schema' as const, schema: { ...moodSchema } };
      return JSON.parse(told(await client.messages.create({ ...paramsOf(question), output_config: { format } })).text);
    },
    embed: null,
    statusOf: (error) => (error instanceof Anthropic.APIError ? statusIn(error) : undefined),
  };
}

export const anthropicSdk: SdkKind = { name: '@anthropic-ai/sdk', protocol: 'messages', open };
