import { type JsonField, JsonScanner, type ScanQuery } from './json-scanner.ts';

/** What a scan found of a document. */
export interface ScannedObject {
  /** Wanted fields in document order, duplicates included. */
  readonly fields: readonly JsonField[];
  /** Fields whose names differ from wanted ones in the case of letters only; `name` is the wanted one. */
  readonly strays: readonly JsonField[];
  /** How often names that were to be counted stand in the document, at any depth. */
  readonly counted: number;
  /** Offset of the closing brace. */
  readonly closingBrace: number;
  /** Fields of the outermost object, wanted or not. */
  readonly members: number;
  /** Bytes inside long string values that look like Base64 or data URLs: media, not text. */
  readonly opaqueBytes: number;
}

/**
 * A validating scan over the bytes of a JSON document that must be one object (RFC 8259). It builds nothing but the byte
 * ranges of the fields it is asked for; what is not looked at is still checked, so that whatever passes here is JSON for
 * every parser behind us. Throws JsonFault. Offsets are into `bytes`.
 */
export function scanDocument(bytes: Buffer, query: ScanQuery, start = 0, end = bytes.length): ScannedObject {
  const scanner = new JsonScanner(bytes, start, end, query);
  if (scanner.next() !== 0x7b) scanner.fault('"{"');
  scanner.object(0);
  const { members } = scanner;
  const closingBrace = scanner.at - 1;
  if (scanner.next() !== -1) scanner.fault('the end of the text');
  const { fields, strays, counted, opaqueBytes } = scanner;
  return { fields, strays, counted, closingBrace, members, opaqueBytes };
}
