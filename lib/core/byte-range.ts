/** A stretch of a file: `to` is exclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretch that a Range header asks for (RFC 9110, section 14.2), of a file of so many bytes. Undefined where the header is
 * absent, of another unit, asks for several stretches or for nothing that is there: the whole file is an answer to all of them.
 */
export function byteRangeOf(header: string | null | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  return from < to ? { from, to } : undefined;
}
