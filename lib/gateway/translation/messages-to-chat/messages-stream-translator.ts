import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { namedEvent } from '../sse-events.ts';
import { toStopReason } from '../stop-reasons.ts';
import type { StreamTranslator } from '../translation.ts';
import { toMessagesUsage } from '../usage.ts';
import { reasoningOf } from './reasoning-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The block that is open: a kind of text, or a tool call by the index and id that the provider gave it. */
interface OpenBlock {
  readonly kind: 'thinking' | 'text' | 'tool';
  readonly callIndex?: unknown;
  readonly callId?: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Tells chat completion chunks as a stream of Anthropic's, whose blocks follow one another: a block ends where another
 * kind or another tool call begins. The reason to stop waits for `finish`, since usage comes after it.
 */
export class MessagesStreamTranslator implements StreamTranslator {
  #hasStarted = false;
  #open: OpenBlock | null = null;
  #blocks = 0;
  #hasToolCalls = false;
  #hasRefused = false;
  #finishReason = '';
  #usage: unknown = null;

  accept(data: string): Buffer {
    const chunk = asRecord(parseJson(data));
    if (chunk === undefined) return Buffer.alloc(0);
    if (asRecord(chunk.usage) !== undefined) this.#usage = chunk.usage;
    const events = this.#hasStarted ? '' : this.#start(chunk);
    const choice = asRecord(asList(chunk.choices)[0]);
    if (typeof choice?.finish_reason === 'string') this.#finishReason = choice.finish_reason;
    return Buffer.from(events + this.#tell(asRecord(choice?.delta) ?? {}));
  }

  finish(): Buffer {
    const events = this.#hasStarted ? '' : this.#start({});
    const stopReason = this.#hasRefused ? 'refusal' : toStopReason(this.#finishReason, this.#hasToolCalls);
    const delta = { stop_reason: stopReason, stop_sequence: null };
    return Buffer.from(events + this.#close() + namedEvent({ type: 'message_delta', delta, usage: toMessagesUsage(this.#usage) }));
  }

  /** How many tokens came in is not known yet; clients take the numbers of `message_delta`, which are cumulative. */
  #start(chunk: Fields): string {
    this.#hasStarted = true;
    const { id, model } = chunk;
    const empty = { content: [], stop_reason: null, stop_sequence: null, usage: toMessagesUsage(null) };
    return namedEvent({ type: 'message_start', message: { id, type: 'message', role: 'assistant', model, ...empty } });
  }

  #tell(delta: Fields): string {
    let events = this.#say('thinking', reasoningOf(delta));
    events += this.#say('text', textOf(delta.content));
    const refusal = textOf(delta.refusal);
    if (refusal !== '') this.#hasRefused = true;
    events += this.#say('text', refusal);
    for (const call of asList(delta.tool_calls)) events += this.#callTool(asRecord(call) ?? {});
    return events;
  }

  #say(kind: 'thinking' | 'text', text: string): string {
    if (text === '') return '';
    const block = kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    const events = this.#open?.kind === kind ? '' : this.#begin({ kind }, block);
    return events + this.#delta(kind === 'text' ? { type: 'text_delta', text } : { type: 'thinking_delta', thinking: text });
  }

  /** Some providers give no index, or the same to every call, or repeat the id with each piece; a new id is a new call. */
  #callTool(call: Fields): string {
    const called = asRecord(call.function) ?? {};
    const id = textOf(call.id);
    const name = textOf(called.name);
    const sent = textOf(called.arguments);
    const open = this.#open;
    const isNew = id !== '' && id !== open?.callId && name !== '';
    const isOpen = open?.kind === 'tool' && !isNew && (call.index === undefined || call.index === open.callIndex);
    let events = '';
    if (!isOpen) {
      if (!isNew) throw new AppError('provider_error', { detail: 'The provider streamed arguments of a tool call that is not open.' });
      this.#hasToolCalls = true;
      events = this.#begin({ kind: 'tool', callIndex: call.index, callId: id }, { type: 'tool_use', id, name, input: {} });
    }
    return sent === '' ? events : events + this.#delta({ type: 'input_json_delta', partial_json: sent });
  }

  #begin(open: OpenBlock, block: object): string {
    const events = this.#close();
    this.#open = open;
    return events + namedEvent({ type: 'content_block_start', index: this.#blocks, content_block: block });
  }

  #delta(delta: object): string {
    return namedEvent({ type: 'content_block_delta', index: this.#blocks, delta });
  }

  #close(): string {
    if (this.#open === null) return '';
    this.#open = null;
    this.#blocks += 1;
    return namedEvent({ type: 'content_block_stop', index: this.#blocks - 1 });
  }
}
