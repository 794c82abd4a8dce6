/**
 * Bytes of a part. All but the last of a file have this length, so that a range of bytes is a range of parts; 256 KiB is what
 * PostgreSQL moves in a few milliseconds, and what a reader holds at once.
 */
export const partBytes = 256 * 1024;

/** A piece of a part: which, and from where to where (exclusive) in it. */
export interface PartPiece {
  readonly position: number;
  readonly from: number;
  readonly to: number;
}

/** The pieces that a range of bytes is made of; `to` is exclusive. */
export function piecesOf(from: number, to: number): PartPiece[] {
  const pieces: PartPiece[] = [];
  for (let at = from; at < to; ) {
    const position = Math.floor(at / partBytes);
    const end = Math.min(to, (position + 1) * partBytes);
    pieces.push({ position, from: at - position * partBytes, to: end - position * partBytes });
    at = end;
  }
  return pieces;
}
