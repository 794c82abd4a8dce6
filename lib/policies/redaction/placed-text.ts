/** A text with its place in the bytes of a body. */
export interface PlacedText {
  /** Of its first byte, and behind its last; of a string of JSON with its quotes. */
  readonly start: number;
  readonly end: number;
  /** What it means, escapes read. */
  readonly text: string;
  /** The name of the field whose value it is; empty where it is in none. */
  readonly name: string;
  /** It stands there as it is, and not as a string of JSON. */
  readonly isPlain?: true;
}
