const finishReasons = new Map([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
]);

const stopReasons = new Map([
  ['length', 'max_tokens'],
  ['tool_calls', 'tool_use'],
  ['function_call', 'tool_use'],
  ['content_filter', 'refusal'],
]);

/** Anthropic's `stop_reason` as OpenAI's `finish_reason`; what is not known there, and `stop_sequence`, is a `stop`. */
export function toFinishReason(stopReason: string): string {
  return finishReasons.get(stopReason) ?? 'stop';
}

/**
 * OpenAI's `finish_reason` as Anthropic's `stop_reason`. Some providers say `stop` after tool calls, upon which
 * Anthropic's clients would not run the tools. Which stop sequence was met OpenAI does not tell.
 */
export function toStopReason(finishReason: string, hasToolCalls: boolean): string {
  const reason = stopReasons.get(finishReason) ?? 'end_turn';
  return reason === 'end_turn' && hasToolCalls ? 'tool_use' : reason;
}
