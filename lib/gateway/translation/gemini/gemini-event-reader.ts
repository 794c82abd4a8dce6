import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { AnswerEvent, EventReader } from '../answer.ts';
import { textOf } from '../text-of.ts';
import { readGeminiFinish } from './gemini-finish-reasons.ts';
import { readGeminiLogprobs } from './gemini-logprobs.ts';
import { readGeminiUsage } from './gemini-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `…_UNSPECIFIED` are the default values of the API and say nothing. */
const reasonOf = (value: unknown): string => (textOf(value).endsWith('_UNSPECIFIED') ? '' : textOf(value));

/** What is known of one candidate so far. */
interface CandidateState {
  calls: number;
  thoughts: number;
  isThinking: boolean;
}

/** Reads `GenerateContentResponse`: one chunk of a stream, or a whole answer. */
export class GeminiEventReader implements EventReader {
  #hasStarted = false;
  #id = '';
  readonly #candidates = new Map<number, CandidateState>();

  read(data: string): readonly AnswerEvent[] {
    const chunk = asRecord(parseExactJson(data));
    if (chunk === undefined) return [];
    const events: AnswerEvent[] = [];
    const usage = asRecord(chunk.usageMetadata);
    // First, so that a stream of another protocol can begin with what went in.
    if (usage !== undefined) events.push({ kind: 'usage', usage: readGeminiUsage(usage) });
    if (!this.#hasStarted) events.push({ kind: 'start', id: chunk.responseId, model: chunk.modelVersion });
    this.#hasStarted = true;
    this.#id = textOf(chunk.responseId) || this.#id;
    for (const candidate of asList(chunk.candidates).map(asRecord)) if (candidate !== undefined) this.#candidate(candidate, events);
    if (reasonOf(asRecord(chunk.promptFeedback)?.blockReason) !== '') events.push({ kind: 'stop', choice: 0, stop: 'refusal' });
    return events;
  }

  #candidate(candidate: Fields, events: AnswerEvent[]): void {
    const choice = typeof candidate.index === 'number' ? candidate.index : 0;
    const state = this.#candidates.get(choice) ?? { calls: 0, thoughts: 0, isThinking: false };
    this.#candidates.set(choice, state);
    for (const part of asList(asRecord(candidate.content)?.parts).map(asRecord)) {
      if (part !== undefined) this.#part(choice, state, part, events);
    }
    const tokens = readGeminiLogprobs(candidate.logprobsResult);
    if (tokens.length > 0) events.push({ kind: 'logprobs', choice, tokens });
    const reason = reasonOf(candidate.finishReason);
    if (reason !== '') events.push({ kind: 'stop', choice, stop: readGeminiFinish(reason, state.calls > 0) });
  }

  #part(choice: number, state: CandidateState, part: Fields, events: AnswerEvent[]): void {
    const called = asRecord(part.functionCall);
    const signature = textOf(part.thoughtSignature);
    const text = textOf(part.text);
    if (asRecord(part.inlineData) !== undefined) {
      throw new AppError('provider_error', {
        detail: 'The model answered with a picture or a sound, which cannot be told in this protocol.',
      });
    }
    if (called !== undefined) {
      state.isThinking = false;
      events.push(...this.#call(choice, state, called, signature));
      return;
    }
    if (part.thought === true) {
      if (!state.isThinking) state.thoughts += 1;
      state.isThinking = true;
      if (text !== '') events.push({ kind: 'thought', choice, thought: state.thoughts - 1, text });
    } else if (text !== '') {
      state.isThinking = false;
      events.push({ kind: 'text', choice, text });
    }
    if (signature === '') return;
    if (!state.isThinking) state.thoughts += 1;
    state.isThinking = false;
    events.push({ kind: 'seal', choice, thought: state.thoughts - 1, seal: { issuer: 'gemini', data: signature }, isRedacted: false });
  }

  /** Older models give their calls no ids, but clients of other protocols match results by them. */
  #call(choice: number, state: CandidateState, called: Fields, signature: string): AnswerEvent[] {
    const call = state.calls;
    state.calls += 1;
    const id =
      textOf(called.id) || ['call', this.#id, choice === 0 ? '' : String(choice), String(call)].filter((part) => part !== '').join('_');
    const seal = signature === '' ? undefined : signature;
    const text = JSON.stringify(called.args ?? {});
    return [
      { kind: 'call', choice, call, id, name: textOf(called.name), seal },
      { kind: 'arguments', choice, call, text },
    ];
  }
}
