import { FieldNames } from './field-names.ts';
import { JsonScanner } from './json-scanner.ts';

/** Where a part of a document stands. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const noFields = { fields: new FieldNames([]) };

/** Where the elements of the JSON array stand that [start, end) is. Throws JsonFault for what is none. */
export function arrayElements(bytes: Buffer, start = 0, end = bytes.length): readonly ByteRange[] {
  const scanner = new JsonScanner(bytes, start, end, noFields);
  const elements: ByteRange[] = [];
  if (scanner.next() !== 0x5b) scanner.fault('"["');
  scanner.at += 1;
  if (scanner.next() === 0x5d) scanner.at += 1;
  else {
    for (let isLast = false; !isLast; ) {
      scanner.next();
      const from = scanner.at;
      scanner.value(1);
      elements.push({ start: from, end: scanner.at });
      const byte = scanner.next();
      isLast = byte === 0x5d;
      if (!isLast && byte !== 0x2c) scanner.fault('"," or "]"');
      scanner.at += 1;
    }
  }
  if (scanner.next() !== -1) scanner.fault('the end of the text');
  return elements;
}
