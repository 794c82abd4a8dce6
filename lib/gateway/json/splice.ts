/** Replaces one byte range; an empty range inserts. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** Applies edits that are in ascending order and do not overlap; every other byte stays where it was. No edits: the same buffer. */
export function splice(bytes: Buffer, edits: readonly Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  const size = edits.reduce((total, edit) => total + edit.bytes.length - (edit.end - edit.start), bytes.length);
  const result = Buffer.allocUnsafe(size);
  let read = 0;
  let written = 0;
  for (const edit of edits) {
    written += bytes.copy(result, written, read, edit.start);
    written += edit.bytes.copy(result, written);
    read = edit.end;
  }
  bytes.copy(result, written, read);
  return result;
}
