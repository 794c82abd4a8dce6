import { asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import { noTokens, type StopReason, type Usage } from '../answer.ts';
import type { CallersAsk } from '../translation.ts';

/** OpenAI's usage of a response: `input_tokens` counts what came from the cache in. */
function usageOf(usage: Usage): object {
  const input = usage.input + usage.cacheRead + usage.cacheWrite;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: input + usage.output,
  };
}

/** An id of OpenAI's form out of the provider's, so that it is the same wherever one answer is told. */
export const responseIdOf = (prefix: string, id: unknown, number?: number): string => {
  const base = String(typeof id === 'string' ? id : '').replace(/[^a-zA-Z0-9_-]/g, '_');
  return `${prefix}_${base === '' ? 'translated' : base}${number === undefined ? '' : `_${number}`}`;
};

/** What of a response is known of the answer so far. */
export interface ResponseState {
  readonly id: unknown;
  readonly model: unknown;
  readonly createdSeconds: number;
  /** Null while it is being told. */
  readonly stop: StopReason | null;
  readonly usage: Usage | null;
  readonly output: readonly object[];
}

const incomplete: Partial<Record<StopReason, string>> = { length: 'max_output_tokens', refusal: 'content_filter' };

/** `completed`, or `incomplete` where the answer was cut or filtered. */
export const statusOf = (stop: StopReason): string => (incomplete[stop] === undefined ? 'completed' : 'incomplete');

/** Writes the response object around its output: what the request asked for is told again, as OpenAI does. */
export class ResponseFrame {
  readonly #request: Readonly<Record<string, unknown>>;

  constructor(ask: CallersAsk) {
    const body = ask.toBody({ model: ask.model, reportUsage: false });
    this.#request = asRecord(parseExactJson(body.toString())) ?? {};
  }

  write({ id, model, createdSeconds, stop, usage, output }: ResponseState): object {
    const {
      instructions,
      max_output_tokens,
      parallel_tool_calls,
      reasoning,
      temperature,
      text,
      tool_choice,
      tools,
      top_p,
      user,
      metadata,
    } = this.#request;
    const cut = stop === null ? undefined : incomplete[stop];
    return {
      id: responseIdOf('resp', id),
      object: 'response',
      created_at: createdSeconds,
      status: stop === null ? 'in_progress' : statusOf(stop),
      background: false,
      error: null,
      incomplete_details: cut === undefined ? null : { reason: cut },
      instructions: instructions ?? null,
      max_output_tokens: max_output_tokens ?? null,
      model,
      output,
      parallel_tool_calls: parallel_tool_calls ?? true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null, ...asRecord(reasoning) },
      // Nothing is kept, whatever was asked for: the next request has to bring the whole conversation.
      store: false,
      temperature: temperature ?? null,
      text: text ?? { format: { type: 'text' } },
      tool_choice: tool_choice ?? 'auto',
      tools: tools ?? [],
      top_p: top_p ?? null,
      truncation: 'disabled',
      usage: stop === null ? null : usageOf(usage ?? noTokens),
      user: user ?? null,
      metadata: metadata ?? {},
    };
  }
}
