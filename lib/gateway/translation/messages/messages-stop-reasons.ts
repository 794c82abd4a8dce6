import type { StopReason } from '../answer.ts';

const meanings: ReadonlyMap<string, StopReason> = new Map([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'refusal'],
]);

const stopReasons: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  refusal: 'refusal',
};

/** Anthropic's `stop_reason` as what it means; what is not known here, and `stop_sequence`, is an end. */
export const readStopReason = (reason: string): StopReason => meanings.get(reason) ?? 'end';

/** As Anthropic names it. */
export const writeStopReason = (stop: StopReason): string => stopReasons[stop];
