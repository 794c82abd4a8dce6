import { asRecord, parseJson } from '../../json/as-record.ts';
import type { EarlierPart, EventTeller } from '../protocol.ts';

type Json = Readonly<Record<string, unknown>>;

const nothing = Buffer.alloc(0);
const render = (event: Json): Buffer => Buffer.from(`event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`);
const plain = (event: Json, data: string): Buffer => Buffer.from(`event: ${String(event.type)}\ndata: ${data}\n\n`);

/**
 * Tells the second stream of a message so that its caller, whose first text block stands open, sees one message: its
 * beginning is left out, its text goes on in the open block, and its usage is that of both.
 */
export class JointMessageTeller implements EventTeller {
  readonly #earlier: EarlierPart;
  /** White space at the end of the first part, which the model will say again. */
  #space: string;
  /** The caller's block 0 has not been stopped. */
  #isOpen = true;
  /** By how much the indexes of blocks differ where the second stream does not go on with text. */
  #shift = 0;

  constructor(earlier: EarlierPart) {
    this.#earlier = earlier;
    this.#space = earlier.said.slice(earlier.said.trimEnd().length);
  }

  accept(data: string): Buffer {
    const event = asRecord(parseJson(data));
    if (event === undefined) return nothing;
    switch (event.type) {
      case 'message_start':
        return nothing;
      case 'content_block_start':
        return this.#start(event);
      case 'content_block_delta':
        return this.#delta(event, data);
      case 'content_block_stop':
        if (event.index === 0 && this.#shift === 0) this.#isOpen = false;
        return this.#shifted(event, data);
      case 'message_delta':
        return this.#end(event, data);
      default:
        return plain(event, data);
    }
  }

  finish(): Buffer {
    return nothing;
  }

  #start(event: Json): Buffer {
    if (event.index !== 0) return this.#shifted(event, JSON.stringify(event));
    if (asRecord(event.content_block)?.type === 'text') return nothing;
    this.#shift = 1;
    return Buffer.concat([this.#stop(), this.#shifted(event, '')]);
  }

  #delta(event: Json, data: string): Buffer {
    const delta = asRecord(event.delta);
    const space = this.#space;
    if (space === '' || delta?.type !== 'text_delta' || typeof delta.text !== 'string') return this.#shifted(event, data);
    this.#space = '';
    if (!delta.text.startsWith(space)) return this.#shifted(event, data);
    const text = delta.text.slice(space.length);
    return text === '' ? nothing : render({ ...event, delta: { ...delta, text } });
  }

  #end(event: Json, data: string): Buffer {
    const usage = asRecord(event.usage);
    const { output_tokens: output } = usage ?? {};
    if (typeof output !== 'number') return Buffer.concat([this.#stop(), plain(event, data)]);
    return Buffer.concat([this.#stop(), render({ ...event, usage: { ...usage, output_tokens: output + this.#earlier.tokens } })]);
  }

  #stop(): Buffer {
    if (!this.#isOpen) return nothing;
    this.#isOpen = false;
    return render({ type: 'content_block_stop', index: 0 });
  }

  #shifted(event: Json, data: string): Buffer {
    if (this.#shift === 0) return plain(event, data);
    return render({ ...event, index: (typeof event.index === 'number' ? event.index : 0) + this.#shift });
  }
}
