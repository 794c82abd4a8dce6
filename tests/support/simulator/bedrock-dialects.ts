import { claudeChunk, eventMessage, eventStreamMessage, exceptionMessage } from '../../gateway/support/event-stream.ts';
import type { Dialect, SimulatedAnswer, SimulatedAsk, SimulatedError, SimulatedErrorKind } from './dialect.ts';
import { messagesDialect } from './messages-dialect.ts';
import { type Json, lastTurns, listOf, objectOf, textOf } from './reading.ts';

/** AWS Bedrock's runtime (docs.aws.amazon.com/bedrock/latest/APIReference): Claude by InvokeModel, all models by Converse. */

const eventStream = 'application/vnd.amazon.eventstream';

const errors: Readonly<Record<SimulatedErrorKind, readonly [status: number, exception: string, words: string]>> = {
  rate_limited: [429, 'ThrottlingException', 'Too many requests, please wait before trying again.'],
  server_error: [500, 'InternalServerException', 'An internal server error occurred. Retry your request.'],
  unavailable: [503, 'ServiceUnavailableException', 'The service is currently unavailable.'],
  context_too_long: [400, 'ValidationException', 'Input is too long for requested model.'],
  content_filter: [400, 'ValidationException', 'The model returned content that is blocked by the filter.'],
};

function error(kind: SimulatedErrorKind): SimulatedError {
  const [status, exception, message] = errors[kind];
  return {
    status,
    headers: { 'x-amzn-errortype': `${exception}:http://internal.amazon.com/`, 'x-amzn-requestid': 'sim' },
    body: { message },
  };
}

const errorEvent = (message: string): Buffer => exceptionMessage('serviceUnavailableException', message);

const modelPath = /\/model\/([^/]+)\/([a-z-]+)(?:\?|$)/;

/** The model and whether it is streamed, where the path asks for one of two operations. */
function readPath(path: string, whole: string, streamed: string): Pick<SimulatedAsk, 'model' | 'streamed'> | undefined {
  const [, model = '', action] = modelPath.exec(path) ?? [];
  if (action !== whole && action !== streamed) return undefined;
  return { model: decodeURIComponent(model), streamed: action === streamed };
}

/** An event of Anthropic's stream, in the chunk that Bedrock carries it in. */
const chunkOf = (event: string | Buffer): Buffer => claudeChunk(objectOf(JSON.parse(/^data: (.+)$/m.exec(event.toString())?.[1] ?? '{}')));

export const bedrockInvokeDialect: Dialect = {
  name: 'bedrock invoke',
  streamType: eventStream,
  read(path, body) {
    const called = readPath(path, 'invoke', 'invoke-with-response-stream');
    // Models of embeddings are invoked, too, and asked for no messages.
    const ask = called === undefined || objectOf(body).messages === undefined ? undefined : messagesDialect.read('/messages', body);
    return called === undefined || ask === undefined ? undefined : { ...ask, ...called };
  },
  whole: messagesDialect.whole,
  stream(ask, answer) {
    const { opening, content, closing, end } = messagesDialect.stream(ask, answer);
    return { opening: opening.map(chunkOf), content: content.map(chunkOf), closing: closing.map(chunkOf), end: end.map(chunkOf) };
  },
  error,
  errorEvent,
  brokenEvent: eventMessage('chunk', { bytes: Buffer.from('{"broken":').toString('base64') }),
};

const textIn = (blocks: readonly Json[]): string =>
  blocks
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n');

function forcedTool(choice: Json): string | null {
  if (choice.any !== undefined) return '';
  return choice.tool === undefined ? null : textOf(objectOf(choice.tool).name);
}

/** The schema comes as a text (API_runtime_JsonSchemaDefinition). */
function schemaOf({ type, structure }: Json): unknown {
  return type === 'json_schema' ? JSON.parse(textOf(objectOf(objectOf(structure).jsonSchema).schema)) : null;
}

function readConverse(path: string, body: unknown): SimulatedAsk | undefined {
  const called = readPath(path, 'converse', 'converse-stream');
  if (called === undefined) return undefined;
  const { messages, system, toolConfig, outputConfig } = objectOf(body);
  const { asked, begun } = lastTurns(listOf(messages), ({ role }) => role === 'assistant');
  const blocks = asked.flatMap(({ content }) => listOf(content));
  const { tools, toolChoice } = objectOf(toolConfig);
  return {
    ...called,
    system: textIn(listOf(system)),
    text: textIn(blocks),
    begun: begun === null ? null : textIn(listOf(begun.content)),
    tools: listOf(tools).map(({ toolSpec }) => {
      const { name, inputSchema } = objectOf(toolSpec);
      return { name: textOf(name), schema: objectOf(inputSchema).json };
    }),
    forcedTool: forcedTool(objectOf(toolChoice)),
    schema: schemaOf(objectOf(objectOf(outputConfig).textFormat)),
    pictures: blocks.filter(({ image }) => image !== undefined).length,
    toolResults: blocks.flatMap(({ toolResult }) => (toolResult === undefined ? [] : [textIn(listOf(objectOf(toolResult).content))])),
    reportsUsage: true,
  };
}

const stopReason = ({ calls }: SimulatedAnswer): string => (calls.length > 0 ? 'tool_use' : 'end_turn');

const usageOf = ({ usage }: SimulatedAnswer): object =>
  usage === null ? {} : { usage: { inputTokens: usage.input, outputTokens: usage.output, totalTokens: usage.input + usage.output } };

function contentEvents({ pieces, calls }: SimulatedAnswer): Buffer[] {
  const delta = (contentBlockIndex: number, change: object) => eventMessage('contentBlockDelta', { contentBlockIndex, delta: change });
  const stop = (contentBlockIndex: number) => eventMessage('contentBlockStop', { contentBlockIndex });
  // Texts are not announced; only calls of tools have a start.
  if (calls.length === 0) return [...pieces.map((text) => delta(0, { text })), stop(0)];
  return calls.flatMap(({ id, name, arguments: args }, index) => [
    eventMessage('contentBlockStart', { contentBlockIndex: index, start: { toolUse: { toolUseId: id, name } } }),
    delta(index, { toolUse: { input: args.slice(0, 3) } }),
    delta(index, { toolUse: { input: args.slice(3) } }),
    stop(index),
  ]);
}

export const bedrockConverseDialect: Dialect = {
  name: 'bedrock converse',
  streamType: eventStream,
  read: readConverse,
  whole(_ask, answer) {
    const calls = answer.calls.map(({ id, name, arguments: args }) => ({ toolUse: { toolUseId: id, name, input: JSON.parse(args) } }));
    const content = calls.length > 0 ? calls : [{ text: answer.pieces.join('') }];
    return {
      output: { message: { role: 'assistant', content } },
      stopReason: stopReason(answer),
      ...usageOf(answer),
      metrics: { latencyMs: 1 },
    };
  },
  stream(_ask, answer) {
    return {
      opening: [eventMessage('messageStart', { role: 'assistant' })],
      content: contentEvents(answer),
      closing: [
        eventMessage('messageStop', { stopReason: stopReason(answer) }),
        eventMessage('metadata', { ...usageOf(answer), metrics: { latencyMs: 1 } }),
      ],
      end: [],
    };
  },
  error,
  errorEvent,
  brokenEvent: eventStreamMessage({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, '{"broken":'),
};
