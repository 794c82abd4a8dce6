/** Changes a text that comes in pieces; what it gives, joined, is the same however the text was cut. */
export interface TextFilter {
  push(piece: string): string;
  /** What is still owed at the end. */
  end(): string;
}
