import type { Dialect, SimulatedAnswer, SimulatedAsk, SimulatedErrorKind } from './dialect.ts';
import { type Json, lastTurns, listOf, objectOf, serverSent, sseEvent, textOf } from './reading.ts';

/** OpenAI's chat completions (platform.openai.com/docs/api-reference/chat). */

const partsOf = (content: unknown): readonly Json[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content));
const textIn = (turns: readonly Json[]): string =>
  turns
    .flatMap(({ content }) => partsOf(content))
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n');

function forcedTool(choice: unknown): string | null {
  if (choice === 'required') return '';
  const name = textOf(objectOf(objectOf(choice).function).name);
  return name === '' ? null : name;
}

function schemaOf(format: unknown): unknown {
  const { type, json_schema: named } = objectOf(format);
  if (type === 'json_schema') return objectOf(named).schema ?? {};
  return type === 'json_object' ? { type: 'object', properties: { answer: { const: 'yes' } }, required: ['answer'] } : null;
}

function read(path: string, body: unknown): SimulatedAsk | undefined {
  if (!path.endsWith('/chat/completions')) return undefined;
  const { model, stream, messages, tools, tool_choice: choice, response_format: format, stream_options: options } = objectOf(body);
  const turns = listOf(messages);
  const isAssistant = ({ role }: Json) => role === 'assistant';
  const { asked: last, begun } = lastTurns(turns, isAssistant);
  return {
    model: textOf(model),
    streamed: stream === true,
    system: textIn(turns.filter(({ role }) => role === 'system' || role === 'developer')),
    text: textIn(last.filter(({ role }) => role === 'user')),
    begun: begun === null ? null : textIn([begun]),
    tools: listOf(tools).map((tool) => ({
      name: textOf(objectOf(tool.function).name),
      schema: objectOf(tool.function).parameters,
    })),
    forcedTool: forcedTool(choice),
    schema: schemaOf(format),
    pictures: last.flatMap(({ content }) => partsOf(content)).filter(({ type }) => type === 'image_url').length,
    toolResults: last.filter(({ role }) => role === 'tool').map((turn) => textIn([turn])),
    reportsUsage: stream !== true || objectOf(options).include_usage === true,
  };
}

const usageOf = ({ usage }: SimulatedAnswer): object =>
  usage === null
    ? {}
    : { usage: { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output } };

const finishOf = ({ calls }: SimulatedAnswer): string => (calls.length > 0 ? 'tool_calls' : 'stop');
const common = (model: string, object: string) => ({ id: 'chatcmpl-sim', object, created: 1_760_000_000, model });

const errors: Readonly<Record<SimulatedErrorKind, readonly [status: number, type: string, code: string | null, words: string]>> = {
  rate_limited: [429, 'requests', 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  server_error: [500, 'server_error', null, 'The server had an error while processing your request.'],
  unavailable: [503, 'service_unavailable_error', null, 'The engine is currently overloaded.'],
  context_too_long: [400, 'invalid_request_error', 'context_length_exceeded', 'The maximum context length is 8192 tokens.'],
  content_filter: [400, 'invalid_request_error', 'content_filter', 'The content was filtered by our content management policy.'],
};

/** An error of OpenAI's API; its other endpoints tell theirs alike. */
export function openAiError(kind: SimulatedErrorKind): { readonly status: number; readonly body: object } {
  const [status, type, code, message] = errors[kind];
  return { status, body: { error: { message, type, code, param: null } } };
}

export const chatDialect: Dialect = {
  name: 'chat',
  ...serverSent,
  read,
  whole(ask, answer) {
    const calls = answer.calls.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: args } }));
    const text = answer.pieces.join('');
    const message = { role: 'assistant', content: calls.length > 0 ? null : text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    const choice = { index: 0, message, logprobs: null, finish_reason: finishOf(answer) };
    return { ...common(ask.model, 'chat.completion'), choices: [choice], ...usageOf(answer) };
  },
  stream(ask, answer) {
    const chunk = (delta: object, finish: string | null = null): string =>
      sseEvent({
        ...common(ask.model, 'chat.completion.chunk'),
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(ask.reportsUsage ? { usage: null } : {}),
      });
    const called = answer.calls.flatMap(({ id, name, arguments: args }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...[args.slice(0, 3), args.slice(3)].map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]);
    const usage = { ...common(ask.model, 'chat.completion.chunk'), choices: [], ...usageOf(answer) };
    return {
      opening: [chunk({ role: 'assistant', content: '' })],
      content: [...answer.pieces.map((content) => chunk({ content })), ...called],
      closing: [chunk({}, finishOf(answer)), ...(ask.reportsUsage && answer.usage !== null ? [sseEvent(usage)] : [])],
      end: ['data: [DONE]\n\n'],
    };
  },
  error: openAiError,
  errorEvent: (message) => sseEvent({ error: { message, type: 'server_error', code: null, param: null } }),
};
