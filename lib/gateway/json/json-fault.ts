/** Text that is not JSON (RFC 8259), with the place where it stops being so. */
export class JsonFault extends Error {
  /** Byte offset of the first fault. */
  readonly offset: number;
  /** What was wrong, as the end of a sentence that begins with "position n: ". */
  readonly reason: string;

  constructor(reason: string, offset: number) {
    super(`position ${offset}: ${reason}`);
    this.name = 'JsonFault';
    this.offset = offset;
    this.reason = reason;
  }
}

/** "position 17 (line 2, column 5)"; lines and columns count from 1, columns in bytes. */
export function describePosition(bytes: Buffer, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return `position ${offset} (line ${line}, column ${offset - lineStart + 1})`;
}
