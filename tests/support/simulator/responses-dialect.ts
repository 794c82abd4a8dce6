import { openAiError } from './chat-dialect.ts';
import type { Dialect, SimulatedAnswer, SimulatedAsk } from './dialect.ts';
import { type Json, lastTurns, listOf, objectOf, serverSent, sseEvent, textOf } from './reading.ts';

/** OpenAI's responses (platform.openai.com/docs/api-reference/responses). */

const partsOf = (content: unknown): readonly Json[] =>
  typeof content === 'string' ? [{ type: 'input_text', text: content }] : listOf(content);
const textIn = (items: readonly Json[]): string =>
  items
    .flatMap(({ content }) => partsOf(content))
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n');

function forcedTool(choice: unknown): string | null {
  if (choice === 'required') return '';
  const name = textOf(objectOf(choice).name);
  return name === '' ? null : name;
}

function read(path: string, body: unknown): SimulatedAsk | undefined {
  if (!path.endsWith('/responses')) return undefined;
  const { model, stream, instructions, input, tools, tool_choice: choice, text } = objectOf(body);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input);
  const isOwn = ({ role, type }: Json) => role === 'assistant' || type === 'function_call' || type === 'reasoning';
  const { asked: last } = lastTurns(items, isOwn);
  const isOrder = ({ role }: Json) => role === 'system' || role === 'developer';
  return {
    model: textOf(model),
    streamed: stream === true,
    system: [textOf(instructions), textIn(items.filter(isOrder))].filter((part) => part !== '').join('\n'),
    text: textIn(last.filter(({ role }) => role === 'user')),
    begun: null,
    tools: listOf(tools).map(({ name, parameters }) => ({ name: textOf(name), schema: parameters })),
    forcedTool: forcedTool(choice),
    schema: objectOf(objectOf(text).format).schema ?? null,
    pictures: last.flatMap(({ content }) => partsOf(content)).filter(({ type }) => type === 'input_image').length,
    toolResults: last.filter(({ type }) => type === 'function_call_output').map(({ output }) => textOf(output)),
    reportsUsage: true,
  };
}

function itemsOf({ pieces, calls }: SimulatedAnswer): readonly Json[] {
  if (calls.length === 0) {
    const content = [{ type: 'output_text', text: pieces.join(''), annotations: [], logprobs: [] }];
    return [{ type: 'message', id: 'msg_sim', role: 'assistant', status: 'completed', content }];
  }
  return calls.map(({ id, name, arguments: args }) => ({
    ...{ type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: args, status: 'completed' },
  }));
}

function response(ask: SimulatedAsk, answer: SimulatedAnswer, status: 'in_progress' | 'completed'): object {
  const { usage } = answer;
  const isDone = status === 'completed';
  return {
    ...{ id: 'resp_sim', object: 'response', created_at: 1_760_000_000, model: ask.model, status, error: null, incomplete_details: null },
    ...{ instructions: null, metadata: {}, parallel_tool_calls: true, tools: [], tool_choice: 'auto', temperature: 1, top_p: 1 },
    output: isDone ? itemsOf(answer) : [],
    usage:
      isDone && usage !== null
        ? {
            ...{ input_tokens: usage.input, output_tokens: usage.output, total_tokens: usage.input + usage.output },
            ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
          }
        : null,
  };
}

/** Events of one item of the output, without their sequence numbers. */
function itemEvents(item: Json, index: number, pieces: readonly string[]): readonly (Json & { readonly type: string })[] {
  const at = { output_index: index, item_id: item.id };
  const done = { type: 'response.output_item.done', output_index: index, item };
  if (item.type === 'function_call') {
    const args = textOf(item.arguments);
    const delta = (piece: string) => ({ type: 'response.function_call_arguments.delta', ...at, delta: piece });
    return [
      { type: 'response.output_item.added', output_index: index, item: { ...item, arguments: '', status: 'in_progress' } },
      ...[args.slice(0, 3), args.slice(3)].map(delta),
      { type: 'response.function_call_arguments.done', ...at, arguments: args },
      done,
    ];
  }
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  const whole = { ...part, text: pieces.join('') };
  const place = { ...at, content_index: 0 };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, content: [], status: 'in_progress' } },
    { type: 'response.content_part.added', ...place, part },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text: whole.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: whole },
    done,
  ];
}

export const responsesDialect: Dialect = {
  name: 'responses',
  ...serverSent,
  read,
  whole: (ask, answer) => response(ask, answer, 'completed'),
  stream(ask, answer) {
    let sequence = 0;
    const event = (data: Json & { readonly type: string }): string => {
      const numbered = { ...data, sequence_number: sequence };
      sequence += 1;
      return sseEvent(numbered, data.type);
    };
    const begun = { response: response(ask, answer, 'in_progress') };
    const opening = ['response.created', 'response.in_progress'].map((type) => event({ type, ...begun }));
    const content = itemsOf(answer)
      .flatMap((item, index) => itemEvents(item, index, answer.pieces))
      .map(event);
    const completed = { type: 'response.completed', response: response(ask, answer, 'completed') };
    return { opening, content, closing: [], end: [event(completed)] };
  },
  error: openAiError,
  errorEvent: (message) => sseEvent({ type: 'error', code: 'server_error', message, param: null, sequence_number: 9 }, 'error'),
};
