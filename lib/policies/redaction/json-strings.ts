import { isMedia } from './is-media.ts';
import type { PlacedText } from './placed-text.ts';

const quote = 0x22;
const backslash = 0x5c;

/** Where the string that begins at `start` ends, behind its last quote. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    if (bytes[at] === backslash) at += 1;
    else if (bytes[at] === quote) return at + 1;
  }
  return bytes.length;
}

/** Whether a colon follows: then it is the name of a field. */
function isName(bytes: Buffer, end: number): boolean {
  let at = end;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return bytes[at] === 0x3a;
}

/** Whether a colon stands before: then it is the value of the field that was named last. */
function isValue(bytes: Buffer, start: number): boolean {
  let at = start - 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at -= 1;
  return bytes[at] === 0x3a;
}

/**
 * The strings of a JSON text in their order, without names of fields and embedded media. The text is one that was parsed
 * before; where it is not JSON after all, this throws SyntaxError. `onMedia` is told of each that is left out.
 */
export function* jsonStrings(bytes: Buffer, onMedia?: () => void): Generator<PlacedText> {
  let name = '';
  for (let at = bytes.indexOf(quote); at !== -1; ) {
    const end = endOfString(bytes, at);
    const text: unknown = JSON.parse(bytes.toString('utf8', at, end));
    if (typeof text === 'string') {
      if (isName(bytes, end)) name = text;
      else if (isMedia(text)) onMedia?.();
      else yield { start: at, end, text, name: isValue(bytes, at) ? name : '' };
    }
    at = bytes.indexOf(quote, end);
  }
}
