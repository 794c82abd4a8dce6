import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { AnswerEvent, EventReader } from '../answer.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason } from './chat-finish-reasons.ts';
import { readChatLogprobs } from './chat-logprobs.ts';
import { readChatUsage } from './chat-usage.ts';
import { reasoningOf } from './reasoning-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is known of one choice so far. */
interface ChoiceState {
  calls: number;
  /** The call that pieces without an index of their own belong to, and its id. */
  openCall: { readonly call: number; readonly id: string } | null;
  readonly byIndex: Map<unknown, { readonly call: number; readonly id: string }>;
  hasRefused: boolean;
}

/** Reads the chunks of one chat completion stream. */
export class ChatEventReader implements EventReader {
  #hasStarted = false;
  readonly #choices = new Map<number, ChoiceState>();

  read(data: string): readonly AnswerEvent[] {
    const chunk = asRecord(parseJson(data));
    if (chunk === undefined) return [];
    const events: AnswerEvent[] = [];
    if (!this.#hasStarted) events.push({ kind: 'start', id: chunk.id, model: chunk.model });
    this.#hasStarted = true;
    for (const choice of asList(chunk.choices).map(asRecord)) if (choice !== undefined) this.#readChoice(choice, events);
    if (asRecord(chunk.usage) !== undefined) events.push({ kind: 'usage', usage: readChatUsage(chunk.usage) });
    return events;
  }

  #readChoice(sent: Fields, events: AnswerEvent[]): void {
    const choice = typeof sent.index === 'number' ? sent.index : 0;
    const state = this.#choices.get(choice) ?? { calls: 0, openCall: null, byIndex: new Map(), hasRefused: false };
    this.#choices.set(choice, state);
    const delta = asRecord(sent.delta) ?? {};
    const thought = reasoningOf(delta);
    const text = textOf(delta.content);
    const refusal = textOf(delta.refusal);
    if (thought !== '') events.push({ kind: 'thought', choice, thought: 0, text: thought });
    if (text !== '') events.push({ kind: 'text', choice, text });
    if (refusal !== '') events.push({ kind: 'refusal', choice, text: refusal });
    state.hasRefused ||= refusal !== '';
    for (const call of asList(delta.tool_calls)) readCall(choice, state, asRecord(call) ?? {}, events);
    const tokens = readChatLogprobs(sent.logprobs);
    if (tokens !== undefined && tokens.length > 0) events.push({ kind: 'logprobs', choice, tokens });
    const reason = sent.finish_reason;
    if (typeof reason !== 'string') return;
    const stop = readFinishReason(reason, { hasCalls: state.calls > 0, hasRefused: state.hasRefused });
    events.push({ kind: 'stop', choice, stop });
  }
}

/** Some providers give no index, or the same to every call, or repeat the id with each piece; a new id is a new call. */
function readCall(choice: number, state: ChoiceState, sent: Fields, events: AnswerEvent[]): void {
  const called = asRecord(sent.function) ?? {};
  const id = textOf(sent.id);
  const name = textOf(called.name);
  const known = sent.index === undefined ? state.openCall : (state.byIndex.get(sent.index) ?? null);
  const isNew = id !== '' && id !== known?.id && name !== '';
  if (!isNew && known === null) {
    throw new AppError('provider_error', { detail: 'The provider streamed arguments of a tool call that is not open.' });
  }
  const open = isNew || known === null ? { call: state.calls, id } : known;
  if (isNew) {
    events.push({ kind: 'call', choice, call: open.call, id, name });
    state.calls += 1;
    state.byIndex.set(sent.index, open);
  }
  state.openCall = open;
  const text = textOf(called.arguments);
  if (text !== '') events.push({ kind: 'arguments', choice, call: open.call, text });
}
