import type { StopReason } from '../answer.ts';

const finishReasons: Readonly<Record<StopReason, string>> = {
  end: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  refusal: 'content_filter',
};

const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ['length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'refusal'],
]);

/** OpenAI's `finish_reason`. */
export const writeFinishReason = (stop: StopReason): string => finishReasons[stop];

/**
 * OpenAI's `finish_reason` as what it means. Some providers say `stop` after tool calls, upon which clients of other
 * protocols would not run the tools. Which stop sequence was met OpenAI does not tell.
 */
export function readFinishReason(reason: string, said: { readonly hasCalls: boolean; readonly hasRefused: boolean }): StopReason {
  if (said.hasRefused) return 'refusal';
  const stop = stopReasons.get(reason) ?? 'end';
  return stop === 'end' && said.hasCalls ? 'tool_calls' : stop;
}
