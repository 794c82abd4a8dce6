import type { CallPart } from '#lib/guardrails/read-parts.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';

/** What a request says that goes on as it is: nothing of it can be changed, so it passes or is refused. */
export interface Said {
  /** Of all of it. */
  readonly bytes: number;
  /** Whether there is something in it that cannot be read as text: pictures, sound, what is too long. Goes through all of it. */
  hasUnread(): boolean;
  /** Its texts, from the first again each time. */
  texts(): Iterable<PlacedText>;
  /** What guardrails read, one by one where there are requests of their own in it, each with its line. */
  sections(): Iterable<{ readonly line: number | null; readonly parts: readonly CallPart[] }>;
  /** The line, counted from 1, of a place in a text that begins at `start`; null where lines mean nothing. */
  readonly lineOf: (start: number, place: number) => number | null;
}
