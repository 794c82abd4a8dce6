import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { EarlierPart, EventTeller } from '../protocol.ts';
import { jointChatUsage } from './joint-chat-usage.ts';

type Json = Readonly<Record<string, unknown>>;

const nothing = Buffer.alloc(0);
const isEmpty = (delta: Json): boolean => Object.values(delta).every((value) => value === '' || value === null);

/**
 * Tells the second stream of a chat completion as the rest of the first: under its id, without another beginning, without saying
 * again what a provider repeats of what it was given, and with the usage of both.
 */
export class JointChatTeller implements EventTeller {
  readonly passesWithheld = false;
  readonly #earlier: EarlierPart;
  /** What came while it may be the repetition; null once that is decided. */
  #held: string | null;

  constructor(earlier: EarlierPart) {
    this.#earlier = earlier;
    this.#held = earlier.echoes === true ? '' : null;
  }

  accept(data: string): Buffer {
    const chunk = asRecord(parseJson(data));
    if (chunk === undefined) return nothing;
    const choices = asList(chunk.choices);
    const told = choices.map((choice) => this.#choice(asRecord(choice) ?? {}));
    // What only began the answer, or said again how it begins, has nothing left to tell.
    if (choices.length > 0 && told.every((choice) => choice === null)) return nothing;
    const { id } = this.#earlier;
    const usage = asRecord(chunk.usage);
    const joint: Json = {
      ...chunk,
      ...(id === undefined ? {} : { id }),
      choices: told.filter((choice) => choice !== null),
      ...(usage === undefined ? {} : { usage: jointChatUsage(usage, this.#earlier) }),
    };
    return Buffer.from(`data: ${JSON.stringify(joint)}\n\n`);
  }

  finish(): Buffer {
    return nothing;
  }

  /** A choice as the caller gets it; null where nothing of it is his. */
  #choice(choice: Json): Json | null {
    const { role: _, content, ...rest } = asRecord(choice.delta) ?? {};
    const isLast = typeof choice.finish_reason === 'string';
    const text = typeof content === 'string' ? this.#fresh(content, isLast) : '';
    const delta = text === '' ? rest : { ...rest, content: text };
    return !isLast && isEmpty(delta) ? null : { ...choice, delta };
  }

  #fresh(text: string, isLast: boolean): string {
    if (this.#held === null) return text;
    const held = this.#held + text;
    const { said } = this.#earlier;
    if (!isLast && held.length < said.length && said.startsWith(held)) {
      this.#held = held;
      return '';
    }
    this.#held = null;
    return held.startsWith(said) ? held.slice(said.length) : held;
  }
}
