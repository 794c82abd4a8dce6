import { AppError } from '#lib/core/errors.ts';
import { type AnswerEvent, type EventWriter, noTokens, type StopReason, type Usage } from '../answer.ts';
import type { Seal } from '../conversation.ts';
import { namedEvent } from '../sse-events.ts';
import type { CallersAsk } from '../translation.ts';
import { ResponseFrame, responseIdOf, statusOf } from './response-frame.ts';
import { writeCallItem, writeMessageItem, writeMessagePart, writeReasoningItem } from './response-items.ts';

/** The item that is being told; `number` is of the thought or call. */
interface OpenItem {
  readonly kind: 'text' | 'refusal' | 'thought' | 'call';
  readonly number: number;
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  text: string;
  seal: Seal | null;
  isRedacted: boolean;
}

/**
 * Tells a stream as the typed events of a response, whose items follow one another: an item ends where another begins.
 * The event that ends the stream holds the whole response and waits for `end`. Of several choices the first is told.
 */
export class ResponsesEventWriter implements EventWriter {
  readonly #frame: ResponseFrame;
  readonly #createdSeconds: number;
  #id: unknown;
  #model: unknown;
  #hasStarted = false;
  #sequence = 0;
  #open: OpenItem | null = null;
  #stop: StopReason = 'end';
  #usage: Usage = noTokens;
  readonly #output: object[] = [];

  /** `now` in milliseconds. */
  constructor(ask: CallersAsk, now: number) {
    this.#frame = new ResponseFrame(ask);
    this.#createdSeconds = Math.floor(now / 1000);
  }

  write(event: AnswerEvent): string {
    if ('choice' in event && event.choice !== 0) return '';
    switch (event.kind) {
      case 'start':
        return this.#start(event.id, event.model);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop = event.stop;
        return '';
      case 'text':
      case 'refusal':
        return this.#say(event.kind, event.text);
      case 'thought':
        return this.#think(event.thought, event.text);
      case 'seal':
        return this.#seal(event.thought, event.seal, event.isRedacted);
      case 'call':
        return this.#callTool(event);
      case 'arguments':
        return this.#continueCall(event.call, event.text);
      case 'logprobs':
        return '';
    }
  }

  finish(): string {
    return (this.#hasStarted ? '' : this.#start(undefined, undefined)) + this.#close();
  }

  end(): string {
    return this.#event(`response.${statusOf(this.#stop)}`, { response: this.#response(this.#stop) });
  }

  #start(id: unknown, model: unknown): string {
    this.#hasStarted = true;
    this.#id = id;
    this.#model = model;
    const response = this.#response(null);
    return this.#event('response.created', { response }) + this.#event('response.in_progress', { response });
  }

  #say(kind: 'text' | 'refusal', text: string): string {
    const { events, item } = this.#enter(kind, 0);
    item.text += text;
    const type = kind === 'text' ? 'response.output_text.delta' : 'response.refusal.delta';
    return events + this.#itemEvent(type, { content_index: 0, delta: text, ...(kind === 'text' ? { logprobs: [] } : {}) });
  }

  #think(thought: number, text: string): string {
    const { events, item } = this.#enter('thought', thought);
    const opening =
      item.text === '' ? this.#itemEvent('response.reasoning_summary_part.added', { summary_index: 0, part: summaryOf('') }) : '';
    item.text += text;
    return events + opening + this.#itemEvent('response.reasoning_summary_text.delta', { summary_index: 0, delta: text });
  }

  #seal(thought: number, seal: Seal, isRedacted: boolean): string {
    const { events, item } = this.#enter('thought', thought);
    item.seal = seal;
    item.isRedacted = isRedacted;
    return events;
  }

  #callTool({ call, id, name, seal }: Extract<AnswerEvent, { kind: 'call' }>): string {
    const sealed = seal === undefined ? '' : this.#begin('thought', -1).events;
    if (seal !== undefined && this.#open !== null) this.#open.seal = { issuer: 'gemini', data: seal };
    return sealed + this.#begin('call', call, id, name).events;
  }

  #continueCall(call: number, text: string): string {
    if (this.#open?.kind !== 'call' || this.#open.number !== call) {
      throw new AppError('provider_error', { detail: 'The provider streamed arguments of a tool call that is not open.' });
    }
    this.#open.text += text;
    return this.#itemEvent('response.function_call_arguments.delta', { delta: text });
  }

  #enter(kind: OpenItem['kind'], number: number): { readonly events: string; readonly item: OpenItem } {
    const open = this.#open;
    return open?.kind === kind && open.number === number ? { events: '', item: open } : this.#begin(kind, number);
  }

  #begin(kind: OpenItem['kind'], number: number, callId = '', name = ''): { readonly events: string; readonly item: OpenItem } {
    const closing = this.#close();
    const prefix = kind === 'thought' ? 'rs' : kind === 'call' ? 'fc' : 'msg';
    const id = responseIdOf(prefix, this.#id, this.#output.length);
    const item: OpenItem = { kind, number, id, callId, name, text: '', seal: null, isRedacted: false };
    this.#open = item;
    const added = this.#event('response.output_item.added', { output_index: this.#output.length, item: itemOf(item, 'in_progress') });
    const isSaid = kind === 'text' || kind === 'refusal';
    const part = isSaid ? this.#itemEvent('response.content_part.added', { content_index: 0, part: writeMessagePart(kind, '') }) : '';
    return { events: closing + added + part, item };
  }

  #close(): string {
    const open = this.#open;
    if (open === null) return '';
    const events = this.#doneEvents(open);
    const item = itemOf(open, 'completed');
    const done = this.#event('response.output_item.done', { output_index: this.#output.length, item });
    this.#output.push(item);
    this.#open = null;
    return events + done;
  }

  /** What ends the parts of an item. */
  #doneEvents({ kind, text }: OpenItem): string {
    switch (kind) {
      case 'call':
        return this.#itemEvent('response.function_call_arguments.done', { arguments: text.trim() === '' ? '{}' : text });
      case 'thought':
        if (text === '') return '';
        return (
          this.#itemEvent('response.reasoning_summary_text.done', { summary_index: 0, text }) +
          this.#itemEvent('response.reasoning_summary_part.done', { summary_index: 0, part: summaryOf(text) })
        );
      case 'text':
      case 'refusal': {
        const told = kind === 'text' ? { text, logprobs: [] } : { refusal: text };
        return (
          this.#itemEvent(kind === 'text' ? 'response.output_text.done' : 'response.refusal.done', { content_index: 0, ...told }) +
          this.#itemEvent('response.content_part.done', { content_index: 0, part: writeMessagePart(kind, text) })
        );
      }
    }
  }

  /** An event of the open item. */
  #itemEvent(type: string, more: object): string {
    return this.#event(type, { item_id: this.#open?.id, output_index: this.#output.length, ...more });
  }

  #event(type: string, more: object): string {
    this.#sequence += 1;
    return namedEvent({ type, sequence_number: this.#sequence - 1, ...more });
  }

  #response(stop: StopReason | null): object {
    const { createdSeconds, usage, output } = { createdSeconds: this.#createdSeconds, usage: this.#usage, output: [...this.#output] };
    return this.#frame.write({ id: this.#id, model: this.#model, createdSeconds, stop, usage, output });
  }
}

const summaryOf = (text: string): object => ({ type: 'summary_text', text });

function itemOf(item: OpenItem, status: 'in_progress' | 'completed'): object {
  const { kind, id, text, callId, name, seal, isRedacted } = item;
  if (kind === 'thought') return writeReasoningItem(id, text, seal, isRedacted);
  if (kind === 'call') return writeCallItem(id, status, { id: callId, name, arguments: text });
  return writeMessageItem(id, status, status === 'completed' ? [writeMessagePart(kind, text)] : []);
}
