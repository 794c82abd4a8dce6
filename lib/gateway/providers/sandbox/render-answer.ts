import type { SandboxChoice } from './compose-answer.ts';
import { digestOf } from './seeded-random.ts';

/** The sandbox answers from no date: 2026-01-01T00:00:00Z, so that the same request gives the same bytes. */
const created = 1_767_225_600;

export interface SandboxUsage {
  readonly prompt: number;
  readonly completion: number;
}

const usageObject = ({ prompt, completion }: SandboxUsage) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
});

const envelope = (object: string, model: string, body: Buffer) => ({
  id: `chatcmpl-${digestOf(body).toString('hex', 0, 14)}`,
  object,
  created,
  model,
});

function messageOf({ pieces, tool }: SandboxChoice): object {
  const text = pieces.join('');
  if (tool === null) return { role: 'assistant', content: text, refusal: null };
  const call = { id: tool.id, type: 'function', function: { name: tool.name, arguments: text } };
  return { role: 'assistant', content: null, refusal: null, tool_calls: [call] };
}

/** A complete `chat.completion`. */
export function renderWhole(model: string, body: Buffer, choices: readonly SandboxChoice[], usage: SandboxUsage | null): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...envelope('chat.completion', model, body),
      choices: choices.map((choice, index) => ({ index, message: messageOf(choice), logprobs: null, finish_reason: choice.finishReason })),
      ...(usage === null ? {} : { usage: usageObject(usage) }),
    }),
  );
}

const event = (data: object): Buffer => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);

/** The events of a stream one by one; those that carry a token are marked, because they take time. */
export function* renderEvents(
  model: string,
  body: Buffer,
  choices: readonly SandboxChoice[],
  usage: SandboxUsage | null,
): Generator<{ readonly bytes: Buffer; readonly isToken: boolean }> {
  const head = envelope('chat.completion.chunk', model, body);
  const chunk = (index: number, delta: object, finish_reason: string | null) =>
    event({ ...head, choices: [{ index, delta, logprobs: null, finish_reason }], ...(usage === null ? {} : { usage: null }) });
  for (const [index, { pieces, tool, finishReason }] of choices.entries()) {
    const opening = tool === null ? null : [{ index: 0, id: tool.id, type: 'function', function: { name: tool.name, arguments: '' } }];
    const first = opening === null ? { role: 'assistant', content: '' } : { role: 'assistant', content: null, tool_calls: opening };
    yield { bytes: chunk(index, first, null), isToken: false };
    for (const piece of pieces) {
      const delta = tool === null ? { content: piece } : { tool_calls: [{ index: 0, function: { arguments: piece } }] };
      yield { bytes: chunk(index, delta, null), isToken: true };
    }
    yield { bytes: chunk(index, {}, finishReason), isToken: false };
  }
  if (usage !== null) yield { bytes: event({ ...head, choices: [], usage: usageObject(usage) }), isToken: false };
}

/** An error in OpenAI's shape. */
export const renderError = (message: string, type: string, code: string | null, param: string | null): Buffer =>
  Buffer.from(JSON.stringify({ error: { message, type, code, param } }));
