import type { Ask, EarlierPart } from '../protocols/protocol.ts';

/** A stream that goes on at a second attempt: what that is asked, and what the first one brought. */
export interface Continued {
  readonly ask: Ask;
  readonly earlier: EarlierPart;
}
