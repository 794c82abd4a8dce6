import { type AnswerEvent, type EventWriter, noTokens, type Usage } from '../answer.ts';
import { dataEvent } from '../sse-events.ts';
import { writeFinishReason } from './chat-finish-reasons.ts';
import { writeChatLogprobs } from './chat-logprobs.ts';
import { writeChatUsage } from './chat-usage.ts';
import { encryptedDetail, textDetail } from './reasoning-details.ts';
import { signatureOf } from './write-chat-completion.ts';

type Fields = Readonly<Record<string, unknown>>;
type Event<Kind extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: Kind }>;

/** Tells a stream as chat completion chunks. */
export class ChatEventWriter implements EventWriter {
  readonly #usageRequested: boolean;
  readonly #createdSeconds: number;
  #head: Fields = {};
  #usage: Usage = noTokens;
  /** Choices that have begun, and those that have ended. */
  readonly #begun = new Set<number>();
  readonly #stopped = new Set<number>();
  /** The call of each choice whose arguments have not been told yet: chat clients parse them as JSON, so there must be some. */
  readonly #owing = new Map<number, number>();

  /** `now` in milliseconds. */
  constructor(usageRequested: boolean, now: number) {
    this.#usageRequested = usageRequested;
    this.#createdSeconds = Math.floor(now / 1000);
  }

  write(event: AnswerEvent): string {
    switch (event.kind) {
      case 'start':
        this.#head = { id: event.id, model: event.model };
        return this.#begin(0);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'arguments':
        this.#owing.delete(event.choice);
        return this.#delta(event.choice, { tool_calls: [{ index: event.call, function: { arguments: event.text } }] });
      default:
        return this.#begin(event.choice) + this.#settleCall(event.choice) + this.#tell(event);
    }
  }

  finish(): string {
    if (!this.#usageRequested) return '';
    return dataEvent({ ...this.#envelope([]), usage: writeChatUsage(this.#usage) });
  }

  #tell(event: Exclude<AnswerEvent, { kind: 'start' | 'usage' | 'arguments' }>): string {
    const { choice } = event;
    switch (event.kind) {
      case 'text':
        return this.#delta(choice, { content: event.text });
      case 'refusal':
        return this.#delta(choice, { refusal: event.text });
      case 'thought':
        return this.#think(event);
      case 'seal':
        return this.#delta(choice, { reasoning_details: [detailOf(event)] });
      case 'call':
        this.#owing.set(choice, event.call);
        return this.#call(event);
      case 'logprobs':
        return this.#chunk({ index: choice, delta: {}, logprobs: writeChatLogprobs(event.tokens), finish_reason: null });
      case 'stop':
        return this.#stop(event);
    }
  }

  #begin(choice: number): string {
    if (this.#begun.has(choice)) return '';
    this.#begun.add(choice);
    return this.#delta(choice, { role: 'assistant', content: '', refusal: null });
  }

  #settleCall(choice: number): string {
    const index = this.#owing.get(choice);
    if (index === undefined) return '';
    this.#owing.delete(choice);
    return this.#delta(choice, { tool_calls: [{ index, function: { arguments: '{}' } }] });
  }

  #think({ choice, thought, text, issuer }: Event<'thought'>): string {
    const details = issuer === undefined ? {} : { reasoning_details: [textDetail(thought, issuer, { text })] };
    return this.#delta(choice, { reasoning_content: text, ...details });
  }

  #call({ choice, call, id, name, seal }: Event<'call'>): string {
    const told = { index: call, id, type: 'function', function: { name, arguments: '' }, extra_content: signatureOf(seal) };
    return this.#delta(choice, { tool_calls: [told] });
  }

  #stop({ choice, stop }: Event<'stop'>): string {
    if (this.#stopped.has(choice)) return '';
    this.#stopped.add(choice);
    return this.#chunk({ index: choice, delta: {}, logprobs: null, finish_reason: writeFinishReason(stop) });
  }

  #delta(index: number, delta: Fields): string {
    return this.#chunk({ index, delta, logprobs: null, finish_reason: null });
  }

  #chunk(choice: object): string {
    const chunk = this.#envelope([choice]);
    return dataEvent(this.#usageRequested ? { ...chunk, usage: null } : chunk);
  }

  #envelope(choices: readonly object[]): object {
    return { ...this.#head, object: 'chat.completion.chunk', created: this.#createdSeconds, choices };
  }
}

function detailOf({ thought, seal, isRedacted }: Event<'seal'>): object {
  if (isRedacted || seal.issuer === 'gemini') return encryptedDetail(thought, seal);
  return textDetail(thought, seal.issuer, { signature: seal.data });
}
