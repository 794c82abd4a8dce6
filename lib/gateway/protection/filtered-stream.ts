import { asRecord, parseJson } from '../json/as-record.ts';
import type { EventTeller } from '../protocols/protocol.ts';
import { SseSplitter } from '../stream/sse-splitter.ts';
import type { AnswerFilter } from './answer-filter.ts';
import { filterAnthropicEvent } from './anthropic-events.ts';
import { filterChatEvent } from './chat-events.ts';
import { filterText } from './filter-answer.ts';
import { filterGeminiEvent } from './gemini-events.ts';
import { isLookedAt, isRepeated } from './own-words.ts';
import { filterResponsesEvent } from './responses-events.ts';
import { type StreamEvent, StreamLanes } from './stream-lane.ts';

const nothing = Buffer.alloc(0);
const anthropicEvents = /^(?:message_|content_block_|ping$|error$)/;
/** Whose texts come in deltas; transcripts are told as texts of responses are. */
const piecewise = /^(?:response|transcript|conversation)\./;

/** An event of which nobody knows where a text goes on. */
function wholeEvent(event: StreamEvent, filterWhole: (value: unknown) => unknown): StreamEvent {
  return asRecord(filterWhole(event)) ?? event;
}

/** Tells a stream without what must not be told, and with what tokens stand for, event by event in the caller's protocol. */
export class FilteredStream implements EventTeller {
  readonly #filter: AnswerFilter;
  readonly #lanes: StreamLanes;
  readonly #eventBytesMax: number;
  #inner: EventTeller | null = null;
  /** Events that were put in between move the numbers of those behind them. */
  #inserted = 0;

  constructor(filter: AnswerFilter, eventBytesMax: number) {
    this.#filter = filter;
    this.#eventBytesMax = eventBytesMax;
    this.#lanes = new StreamLanes((isJson) => filter.openFilter(isJson));
  }

  /** `inner` tells the provider's events in the caller's protocol; null where they come in that. Texts that stand open go on. */
  over(inner: EventTeller | null): this {
    this.#inner = inner;
    return this;
  }

  /** What is not the caller's to see has to be told where it is told in another protocol, and must not where it is not. */
  get passesWithheld(): boolean {
    return this.#inner !== null;
  }

  accept(data: string): Buffer {
    return this.#inner === null ? this.#tell(data) : this.#tellEach(this.#inner.accept(data));
  }

  finish(): Buffer {
    const owed = this.#inner === null ? nothing : this.#tellEach(this.#inner.finish());
    return Buffer.concat([owed, ...this.#lanes.close('').map((event) => this.#write(event))]);
  }

  /** The event that ends the stream, which can say the whole answer once more. */
  tellLast(end: Buffer): Buffer {
    return this.#tellEach(end);
  }

  #tellEach(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes;
    const told: Buffer[] = [];
    const splitter = new SseSplitter(
      {
        event: (source, start, end, data) => {
          // Copied, because the splitter may give the same bytes to its next event.
          told.push(data === null ? Buffer.from(source.subarray(start, end)) : this.#tell(data, source.subarray(start, end)));
          return true;
        },
      },
      this.#eventBytesMax,
    );
    splitter.push(bytes);
    return Buffer.concat(told);
  }

  /** `source`: the event as it came, for what is told as it is. */
  #tell(data: string, source?: Buffer): Buffer {
    const event = asRecord(parseJson(data));
    if (event === undefined) return source === undefined ? Buffer.from(`data: ${data}\n\n`) : Buffer.from(source);
    return Buffer.concat(this.#events(event).map((one) => this.#write(one)));
  }

  /** What is told in the place of an event that comes by itself, such as a message of a session. */
  tellEvent(event: StreamEvent): readonly StreamEvent[] {
    return this.#events(event);
  }

  /** What was held back is not told any more. */
  drop(): void {
    this.#lanes.drop();
  }

  #events(event: StreamEvent): readonly StreamEvent[] {
    const whole = (value: unknown, field = '') => this.#whole(value, field);
    const hidesTokens = this.#filter.takesOut;
    if (Array.isArray(event.choices)) return filterChatEvent(event, this.#lanes, whole, hidesTokens);
    if (Array.isArray(event.candidates)) return filterGeminiEvent(event, this.#lanes, whole);
    const type = typeof event.type === 'string' ? event.type : '';
    if (anthropicEvents.test(type)) return filterAnthropicEvent(event, this.#lanes, whole);
    if (!piecewise.test(type)) return [wholeEvent(event, whole)];
    const events = filterResponsesEvent(event, this.#lanes, whole, hidesTokens);
    if (typeof event.sequence_number !== 'number') return events;
    const first = event.sequence_number + this.#inserted;
    this.#inserted += events.length - 1;
    return events.map((one, index) => ({ ...one, sequence_number: first + index }));
  }

  /** A value that comes whole, every text in it filtered. */
  #whole(value: unknown, field: string): unknown {
    if (typeof value === 'string') {
      if (isRepeated(field) && this.#filter.takesOut) return '';
      return isLookedAt(field, value) ? filterText(this.#filter, value, field) : value;
    }
    if (Array.isArray(value)) return value.map((one: unknown) => this.#whole(one, ''));
    const record = asRecord(value);
    if (record === undefined) return value;
    return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, this.#whole(one, name)]));
  }

  /** Protocols whose events have a type name it in a line of its own, too. */
  #write(event: StreamEvent): Buffer {
    const line = typeof event.type === 'string' ? `event: ${event.type}\n` : '';
    return Buffer.from(`${line}data: ${JSON.stringify(event)}\n\n`);
  }
}
