import { ApiError, type Content, type GenerateContentResponse, GoogleGenAI } from '@google/genai';
import { moodSchema, type Question, type Sdk, type SdkKind, type Told, toolResult, toolSchemas } from './sdk.ts';

const tools = [
  {
    functionDeclarations: toolSchemas.map(({ name, description, schema }) => ({ name, description, parametersJsonSchema: schema })),
  },
];

function contentsOf({ text, picture }: Question): Content[] {
  const seen = picture === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: picture.toString('base64') } }];
  return [{ role: 'user', parts: [...seen, { text }] }];
}

const paramsOf = ({ signal, system, ...question }: Question, config: object = {}) => ({
  model: question.model,
  contents: contentsOf(question),
  config: {
    ...config,
    ...(system === undefined ? {} : { systemInstruction: system }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  },
});

const told = (text: string, response: GenerateContentResponse | undefined): Told => ({
  text,
  inputTokens: response?.usageMetadata?.promptTokenCount,
  outputTokens: response?.usageMetadata?.candidatesTokenCount,
});

const callsOf = (response: GenerateContentResponse) =>
  (response.functionCalls ?? []).map(({ name = '', args }) => ({ name, arguments: args }));

function open(origin: string, apiKey: string): Sdk {
  const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin } });
  return {
    async chat(question) {
      const response = await models.generateContent(paramsOf(question));
      return told(response.text ?? '', response);
    },
    async stream(question, onPiece) {
      let text = '';
      let last: GenerateContentResponse | undefined;
      for await (const part of await models.generateContentStream(paramsOf(question))) {
        last = part.usageMetadata === undefined ? last : part;
        const piece = part.text ?? '';
        text += piece;
        if (piece !== '') onPiece(piece);
      }
      return told(text, last);
    },
    async callTools(question, isStreamed) {
      const params = paramsOf(question, { tools });
      if (!isStreamed) return callsOf(await models.generateContent(params));
      const calls: ReturnType<typeof callsOf> = [];
      for await (const part of await models.generateContentStream(params)) calls.push(...callsOf(part));
      return calls;
    },
    async toolRound(question) {
      const params = paramsOf(question, { tools });
      const first = await models.generateContent(params);
      const parts = (first.functionCalls ?? []).map(({ id, name = '' }) => ({
        functionResponse: { name, ...(id === undefined ? {} : { id }), response: { output: toolResult } },
      }));
      const asked = first.candidates?.[0]?.content;
      if (asked === undefined) throw new Error('There is no candidate');
      const contents = [...params.contents, asked, { role: 'user', parts }];
      return (await models.generateContent({ ...params, contents })).text ?? '';
    },
    async structured(question) {
      const config = { responseMimeType: 'application/json', responseJsonSchema: moodSchema };
      return JSON.parse((await models.generateContent(paramsOf(question, config))).text ?? '');
    },
    embed: async (model, texts) =>
      ((await models.embedContent({ model, contents: [...texts] })).embeddings ?? []).map(({ values }) => values ?? []),
    statusOf: (error) => (error instanceof ApiError ? error.status : undefined),
  };
}

export const googleGenAiSdk: SdkKind = { name: '@google/genai', protocol: 'gemini', open };
