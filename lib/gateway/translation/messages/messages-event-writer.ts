import { AppError } from '#lib/core/errors.ts';
import { type AnswerEvent, type EventWriter, noTokens, type StopReason, type Usage } from '../answer.ts';
import { carrySeal } from '../carried-seal.ts';
import { namedEvent } from '../sse-events.ts';
import { writeStopReason } from './messages-stop-reasons.ts';
import { writeMessagesUsage } from './messages-usage.ts';
import { carryingBlock } from './write-message.ts';

/** The block that is open: text, or a thought or call by its number. */
interface OpenBlock {
  readonly kind: 'thought' | 'text' | 'call';
  readonly number: number;
}

/**
 * Tells a stream as one of Anthropic's, whose blocks follow one another: a block ends where another begins. The reason to
 * stop waits for `finish`, since usage comes after it. Of several choices the first is told.
 */
export class MessagesEventWriter implements EventWriter {
  #hasStarted = false;
  #open: OpenBlock | null = null;
  #blocks = 0;
  #stop: StopReason | null = null;
  #hasCalls = false;
  #usage: Usage = noTokens;

  write(event: AnswerEvent): string {
    if ('choice' in event && event.choice !== 0) return '';
    switch (event.kind) {
      case 'start':
        return this.#start(event.id, event.model);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop ??= event.stop;
        return '';
      case 'text':
      case 'refusal':
        return this.#enter('text', 0, { type: 'text', text: '' }) + this.#delta({ type: 'text_delta', text: event.text });
      case 'thought':
        return this.#think(event.thought) + this.#delta({ type: 'thinking_delta', thinking: event.text });
      case 'seal':
        return this.#think(event.thought) + this.#delta({ type: 'signature_delta', signature: carrySeal(event.seal, event.isRedacted) });
      case 'call':
        return this.#callTool(event);
      case 'arguments':
        return this.#continueCall(event.call, event.text);
      case 'logprobs':
        return '';
    }
  }

  finish(): string {
    const events = this.#hasStarted ? '' : this.#start(undefined, undefined);
    const stop = this.#stop ?? (this.#hasCalls ? 'tool_calls' : 'end');
    const delta = { stop_reason: writeStopReason(stop), stop_sequence: null };
    return events + this.#close() + namedEvent({ type: 'message_delta', delta, usage: writeMessagesUsage(this.#usage) });
  }

  /** How many tokens came in is not known yet; clients take the numbers of `message_delta`, which are cumulative. */
  #start(id: unknown, model: unknown): string {
    this.#hasStarted = true;
    const empty = { content: [], stop_reason: null, stop_sequence: null, usage: writeMessagesUsage(this.#usage) };
    return namedEvent({ type: 'message_start', message: { id, type: 'message', role: 'assistant', model, ...empty } });
  }

  #think(thought: number): string {
    return this.#enter('thought', thought, { type: 'thinking', thinking: '', signature: '' });
  }

  #callTool({ call, id, name, seal }: Extract<AnswerEvent, { kind: 'call' }>): string {
    this.#hasCalls = true;
    const carried = seal === undefined ? '' : this.#whole(carryingBlock(seal));
    return carried + this.#begin({ kind: 'call', number: call }, { type: 'tool_use', id, name, input: {} });
  }

  #continueCall(call: number, text: string): string {
    if (this.#open?.kind !== 'call' || this.#open.number !== call) {
      throw new AppError('provider_error', { detail: 'The provider streamed arguments of a tool call that is not open.' });
    }
    return this.#delta({ type: 'input_json_delta', partial_json: text });
  }

  /** A signature comes as a delta of its own, as clients expect it. */
  #whole(block: object): string {
    const { signature, ...rest } = { signature: '', ...block };
    const events = this.#begin({ kind: 'thought', number: -1 }, { ...rest, signature: '' });
    return events + this.#delta({ type: 'signature_delta', signature }) + this.#close();
  }

  #enter(kind: OpenBlock['kind'], number: number, block: object): string {
    return this.#open?.kind === kind && this.#open.number === number ? '' : this.#begin({ kind, number }, block);
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
