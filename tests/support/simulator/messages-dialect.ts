import type { Dialect, SimulatedAnswer, SimulatedAsk, SimulatedErrorKind } from './dialect.ts';
import { type Json, lastTurns, listOf, objectOf, serverSent, sseEvent, textOf } from './reading.ts';

/** Anthropic's messages (docs.anthropic.com/en/api/messages). */

const blocksOf = (content: unknown): readonly Json[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content));
const textIn = (content: unknown): string =>
  blocksOf(content)
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n');

function forcedTool(choice: unknown): string | null {
  const { type, name } = objectOf(choice);
  return type === 'any' ? '' : type === 'tool' ? textOf(name) : null;
}

function read(path: string, body: unknown): SimulatedAsk | undefined {
  if (!path.endsWith('/messages')) return undefined;
  const { model, stream, system, messages, tools, tool_choice: choice, output_config: config, output_format: older } = objectOf(body);
  const turns = listOf(messages);
  const isAssistant = ({ role }: Json) => role === 'assistant';
  const { asked, begun } = lastTurns(turns, isAssistant);
  const blocks = asked.flatMap(({ content }) => blocksOf(content));
  const format = objectOf(objectOf(config).format ?? older);
  return {
    model: textOf(model),
    streamed: stream === true,
    system: textIn(system),
    text: textIn(blocks),
    begun: begun === null ? null : textIn(begun.content),
    tools: listOf(tools).map((tool) => ({ name: textOf(tool.name), schema: tool.input_schema })),
    forcedTool: forcedTool(choice),
    schema: format.schema ?? null,
    pictures: blocks.filter(({ type }) => type === 'image').length,
    toolResults: blocks.filter(({ type }) => type === 'tool_result').map(({ content }) => textIn(content)),
    reportsUsage: true,
  };
}

const stopOf = ({ calls }: SimulatedAnswer): string => (calls.length > 0 ? 'tool_use' : 'end_turn');
const envelope = (model: string) => ({ id: 'msg_sim', type: 'message', role: 'assistant', model });

const errors: Readonly<Record<SimulatedErrorKind, readonly [status: number, type: string, words: string]>> = {
  rate_limited: [429, 'rate_limit_error', 'This request would exceed your organization’s rate limit.'],
  server_error: [500, 'api_error', 'Internal server error'],
  unavailable: [529, 'overloaded_error', 'Overloaded'],
  context_too_long: [400, 'invalid_request_error', 'prompt is too long: 200001 tokens > 200000 maximum'],
  content_filter: [400, 'invalid_request_error', 'Output blocked by content filtering policy'],
};

const event = (data: Json & { readonly type: string }): string => sseEvent(data, data.type);

function contentEvents({ pieces, calls }: SimulatedAnswer): string[] {
  const start = (index: number, block: object) => event({ type: 'content_block_start', index, content_block: block });
  const delta = (index: number, change: object) => event({ type: 'content_block_delta', index, delta: change });
  const stop = (index: number) => event({ type: 'content_block_stop', index });
  const input = (index: number, json: string) => delta(index, { type: 'input_json_delta', partial_json: json });
  if (calls.length === 0) {
    return [start(0, { type: 'text', text: '' }), ...pieces.map((text) => delta(0, { type: 'text_delta', text })), stop(0)];
  }
  return calls.flatMap(({ id, name, arguments: args }, index) => [
    start(index, { type: 'tool_use', id, name, input: {} }),
    input(index, args.slice(0, 3)),
    input(index, args.slice(3)),
    stop(index),
  ]);
}

export const messagesDialect: Dialect = {
  name: 'messages',
  ...serverSent,
  read,
  whole(ask, answer) {
    const calls = answer.calls.map(({ id, name, arguments: args }) => ({ type: 'tool_use', id, name, input: JSON.parse(args) }));
    const content = calls.length > 0 ? calls : [{ type: 'text', text: answer.pieces.join('') }];
    const { usage } = answer;
    return {
      ...envelope(ask.model),
      content,
      stop_reason: stopOf(answer),
      stop_sequence: null,
      ...(usage === null ? {} : { usage: { input_tokens: usage.input, output_tokens: usage.output } }),
    };
  },
  stream(ask, answer) {
    const { usage } = answer;
    const begun = usage === null ? {} : { usage: { input_tokens: usage.input, output_tokens: 1 } };
    const message = { ...envelope(ask.model), content: [], stop_reason: null, stop_sequence: null, ...begun };
    const delta = { stop_reason: stopOf(answer), stop_sequence: null };
    const ended = usage === null ? {} : { usage: { output_tokens: usage.output } };
    return {
      opening: [event({ type: 'message_start', message }), event({ type: 'ping' })],
      content: contentEvents(answer),
      closing: [event({ type: 'message_delta', delta, ...ended })],
      end: [event({ type: 'message_stop' })],
    };
  },
  error(kind) {
    const [status, type, message] = errors[kind];
    return { status, body: { type: 'error', error: { type, message }, request_id: 'req_sim' } };
  },
  errorEvent: (message) => event({ type: 'error', error: { type: 'overloaded_error', message } }),
};
