import OpenAI from 'openai';
import { dataUrl, moodSchema, type Question, type Sdk, type SdkKind, statusIn, type Told, toolResult, toolSchemas } from './sdk.ts';

type Response = OpenAI.Responses.Response;
type Input = OpenAI.Responses.ResponseInputItem;

const tools: OpenAI.Responses.FunctionTool[] = toolSchemas.map(({ name, description, schema }) => ({
  type: 'function',
  name,
  description,
  parameters: schema,
  strict: true,
}));

function inputOf({ text, picture }: Question): Input[] {
  const seen = picture === undefined ? [] : [{ type: 'input_image' as const, image_url: dataUrl(picture), detail: 'auto' as const }];
  return [{ role: 'user', content: [{ type: 'input_text', text }, ...seen] }];
}

const paramsOf = (question: Question) => ({
  model: question.model,
  input: inputOf(question),
  ...(question.system === undefined ? {} : { instructions: question.system }),
});

const told = ({ output_text: text, usage }: Response): Told => ({
  text,
  inputTokens: usage?.input_tokens,
  outputTokens: usage?.output_tokens,
});

const callsOf = ({ output }: Response) =>
  output.flatMap((item) => (item.type === 'function_call' ? [{ name: item.name, arguments: JSON.parse(item.arguments) }] : []));

function open(origin: string, apiKey: string): Sdk {
  const client = new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 });
  return {
    chat: async (question) => told(await client.responses.create(paramsOf(question))),
    async stream(question, onPiece) {
      const options = question.signal === undefined ? {} : { signal: question.signal };
      const stream = client.responses.stream(paramsOf(question), options);
      for await (const event of stream) if (event.type === 'response.output_text.delta') onPiece(event.delta);
      return told(await stream.finalResponse());
    },
    async callTools(question, isStreamed) {
      const params = { ...paramsOf(question), tools };
      return callsOf(isStreamed ? await client.responses.stream(params).finalResponse() : await client.responses.create(params));
    },
    async toolRound(question) {
      const first = await client.responses.create({ ...paramsOf(question), tools });
      const calls = first.output.filter((item) => item.type === 'function_call');
      const results = calls.map(({ call_id }) => ({ type: 'function_call_output' as const, call_id, output: toolResult }));
      const input: Input[] = [...inputOf(question), ...calls, ...results];
      return (await client.responses.create({ model: question.model, input, tools })).output_text;
    },
    async structured(question) {
      const format = { type: 'json_schema' as const, name: 'mood', schema: moodSchema, strict: true };
      const response = await client.responses.parse({ ...paramsOf(question), text: { format } });
      return response.output_parsed ?? JSON.parse(response.output_text);
    },
    embed: null,
    statusOf: (error) => (error instanceof OpenAI.APIError ? statusIn(error) : undefined),
  };
}

export const openAiResponsesSdk: SdkKind = { name: 'openai (responses)', protocol: 'responses', open };
