import { AppError } from '#lib/core/errors.ts';

/** One part of a form, as the places of its bytes. */
export interface FormPart {
  readonly name: string;
  /** Null for a part that is no file. */
  readonly filename: string | null;
  /** Byte range of its content. */
  readonly start: number;
  readonly end: number;
}

const partsMax = 256;
const headerBytesMax = 8 * 1024;
const lineEnd = Buffer.from('\r\n');
const headersEnd = Buffer.from('\r\n\r\n');
const closing = Buffer.from('--');

const malformed = (reason: string, offset: number): AppError =>
  new AppError('invalid_request', { detail: `The form cannot be read: at byte ${offset}, ${reason}.` });

const startsWith = (bytes: Buffer, at: number, wanted: Buffer): boolean => bytes.subarray(at, at + wanted.length).equals(wanted);

/** A parameter of a Content-Disposition header as browsers and SDKs write it (HTML §4.10.21.8: `"`, CR and LF as %22, %0D, %0A). */
function parameterOf(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(header);
  const quoted = found?.[1]?.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"');
  return quoted ?? found?.[2];
}

/** Name and file name out of the header lines of a part that begins at `start`. */
function readHeaders(bytes: Buffer, start: number, end: number): Pick<FormPart, 'name' | 'filename'> {
  const lines = bytes.toString('utf8', start, end).split('\r\n');
  const dispositions = lines.filter((line) => /^content-disposition\s*:/i.test(line));
  const [disposition] = dispositions;
  if (disposition === undefined || dispositions.length > 1 || !/^content-disposition:\s*form-data\s*;/i.test(disposition)) {
    throw malformed('a part has no Content-Disposition header of form data', start);
  }
  // What is encoded once more (RFC 7578 §4.7 does away with it) could say one thing to us and another to the provider.
  if (lines.some((line) => /^content-transfer-encoding\s*:(?!\s*(?:binary|8bit|7bit)\s*$)/i.test(line)))
    throw malformed('a part has a Content-Transfer-Encoding, which forms do not have', start);
  const name = parameterOf(disposition, 'name');
  if (name === undefined || name === '') throw malformed('a part has no name', start);
  return { name, filename: parameterOf(disposition, 'filename') ?? parameterOf(disposition, 'filename\\*') ?? null };
}

/**
 * The parts of a form (RFC 7578, RFC 2046 §5.1) in their order, as ranges of its bytes: nothing is copied or decoded. It
 * is read strictly, because whatever could be cut in two ways might mean one thing to us and another to the provider.
 * Throws AppError('invalid_request') that names the place.
 */
export function readMultipart(bytes: Buffer, boundary: string): readonly FormPart[] {
  const opening = Buffer.from(`--${boundary}`, 'latin1');
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const first = startsWith(bytes, 0, lineEnd) ? lineEnd.length : 0;
  if (!startsWith(bytes, first, opening)) throw malformed('it does not begin with the boundary that its content type names', first);
  const parts: FormPart[] = [];
  for (let at = first + opening.length; ; ) {
    if (startsWith(bytes, at, closing)) {
      const rest = bytes.toString('latin1', at + closing.length);
      if (rest.trim() !== '') throw malformed('something follows its end', at + closing.length);
      return parts;
    }
    if (!startsWith(bytes, at, lineEnd)) throw malformed('a boundary is followed by neither a line break nor "--"', at);
    if (parts.length === partsMax) throw malformed(`it has more than ${partsMax} parts`, at);
    const headersStart = at + lineEnd.length;
    const headersStop = bytes.indexOf(headersEnd, headersStart);
    if (headersStop === -1 || headersStop - headersStart > headerBytesMax)
      throw malformed('the headers of a part do not end', headersStart);
    const start = headersStop + headersEnd.length;
    // The line break before a boundary belongs to it; an empty part has only the one that ends its headers.
    const end = bytes.indexOf(delimiter, start - lineEnd.length);
    if (end === -1) throw malformed('a part is not closed by the boundary', headersStart);
    if (end < start) throw malformed('a part has no line break between its headers and the boundary', headersStart);
    parts.push({ ...readHeaders(bytes, headersStart, headersStop), start, end });
    at = end + delimiter.length;
  }
}
