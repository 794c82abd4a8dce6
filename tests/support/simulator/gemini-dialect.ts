import type { Dialect, SimulatedAnswer, SimulatedAsk, SimulatedErrorKind } from './dialect.ts';
import { type Json, lastTurns, listOf, objectOf, serverSent, sseEvent, textOf } from './reading.ts';

/** Google's Gemini API (ai.google.dev/api/generate-content). */

const textIn = (parts: readonly Json[]): string =>
  parts
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n');

const generatePath = /\/models\/([^/:]+):(generateContent|streamGenerateContent)(?:\?|$)/;

function forcedTool(config: Json): string | null {
  const { mode, allowedFunctionNames } = objectOf(config.functionCallingConfig);
  if (mode !== 'ANY') return null;
  return Array.isArray(allowedFunctionNames) ? textOf(allowedFunctionNames[0]) : '';
}

function schemaOf({ responseMimeType, responseSchema, responseJsonSchema }: Json): unknown {
  const schema = responseJsonSchema ?? responseSchema;
  if (schema !== undefined) return schema;
  return responseMimeType === 'application/json'
    ? { type: 'object', properties: { answer: { const: 'yes' } }, required: ['answer'] }
    : null;
}

function read(path: string, body: unknown): SimulatedAsk | undefined {
  const found = generatePath.exec(path);
  if (found === null) return undefined;
  const [, model = '', action] = found;
  const { contents, tools, toolConfig, generationConfig, systemInstruction } = objectOf(body);
  const turns = listOf(contents);
  const isModel = ({ role }: Json) => role === 'model';
  const { asked, begun } = lastTurns(turns, isModel);
  const parts = asked.flatMap((turn) => listOf(turn.parts));
  const config = objectOf(generationConfig);
  return {
    model: decodeURIComponent(model),
    streamed: action === 'streamGenerateContent',
    system: textIn(listOf(objectOf(systemInstruction).parts)),
    text: textIn(parts),
    begun: begun === null ? null : textIn(listOf(begun.parts)),
    tools: listOf(tools)
      .flatMap((tool) => listOf(tool.functionDeclarations))
      .map(({ name, parameters, parametersJsonSchema }) => ({ name: textOf(name), schema: parametersJsonSchema ?? parameters })),
    forcedTool: forcedTool(objectOf(toolConfig)),
    schema: schemaOf(config),
    pictures: parts.filter(({ inlineData, fileData }) => inlineData !== undefined || fileData !== undefined).length,
    toolResults: parts
      .filter(({ functionResponse }) => functionResponse !== undefined)
      .map(({ functionResponse }) => JSON.stringify(objectOf(functionResponse).response)),
    reportsUsage: true,
  };
}

const usageOf = ({ usage }: SimulatedAnswer): object =>
  usage === null
    ? {}
    : { usageMetadata: { promptTokenCount: usage.input, candidatesTokenCount: usage.output, totalTokenCount: usage.input + usage.output } };

const errors: Readonly<Record<SimulatedErrorKind, readonly [status: number, name: string, words: string]>> = {
  rate_limited: [429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'],
  server_error: [500, 'INTERNAL', 'An internal error has occurred.'],
  unavailable: [503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  context_too_long: [400, 'INVALID_ARGUMENT', 'The input token count exceeds the maximum number of tokens allowed.'],
  content_filter: [400, 'INVALID_ARGUMENT', 'The prompt was blocked by the content filter.'],
};

const chunk = (ask: SimulatedAsk, answer: SimulatedAnswer, parts: readonly object[], finish: string | null): object => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...(finish === null ? {} : { finishReason: finish }) }],
  ...usageOf(answer),
  modelVersion: ask.model,
  responseId: 'sim',
});

const callPart = (call: { readonly name: string; readonly arguments: string }): object => ({
  functionCall: { name: call.name, args: JSON.parse(call.arguments) },
});

export const geminiDialect: Dialect = {
  name: 'gemini',
  ...serverSent,
  read,
  whole: (ask, answer) =>
    chunk(ask, answer, answer.calls.length > 0 ? answer.calls.map(callPart) : [{ text: answer.pieces.join('') }], 'STOP'),
  stream(ask, answer) {
    // What is used is told with each chunk, so far.
    const soFar = (output: number): SimulatedAnswer => ({ ...answer, usage: answer.usage === null ? null : { ...answer.usage, output } });
    const event = (parts: readonly object[], finish: string | null = null, told = answer) => sseEvent(chunk(ask, told, parts, finish));
    return {
      opening: [],
      content: [
        ...answer.pieces.map((text, index) => event([{ text }], null, soFar(index + 1))),
        ...answer.calls.map((call) => event([callPart(call)])),
      ],
      closing: [event([{ text: '' }], 'STOP')],
      end: [],
    };
  },
  error(kind) {
    const [code, status, message] = errors[kind];
    return { status: code, body: { error: { code, message, status } } };
  },
  errorEvent: (message) => sseEvent({ error: { code: 503, message, status: 'UNAVAILABLE' } }),
};
