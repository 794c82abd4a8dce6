import { z } from 'zod';

/** Field schemas that several nouns share. Lengths count UTF-16 code units, as zod does. */

// PostgreSQL stores no NUL, and a control character in a name only serves to mislead whoever reads a list or a log.
const controlCharacters = /[\p{Cc}\u2028\u2029]/u;
const controlCharactersButLines = /[^\P{Cc}\n\t]/u;

const withoutControls = (pattern: RegExp) => (text: string) => !pattern.test(text);

/** One line of text that people read, trimmed, not empty. */
export const line = (lengthMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .refine(withoutControls(controlCharacters), { error: 'Must be one line without control characters' });

/** Several lines of text, trimmed; may be empty. */
export const paragraph = (lengthMax: number) =>
  z
    .string()
    .trim()
    .max(lengthMax)
    .refine(withoutControls(controlCharactersButLines), { error: 'Must not hold control characters other than tabs and line ends' });

/** Text to look for inside names; upper and lower case are the same. */
export const searchText = line(100).optional().meta({ description: 'Part of the name, in upper or lower case' });

/** Longest e-mail address (RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain, and the @). */
export const emailLengthMax = 320;

export const emailAddress = z
  .email()
  .max(emailLengthMax)
  .meta({ description: 'E-mail address; upper and lower case are the same', examples: ['ada@example.com'] });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** An IANA time zone such as `Europe/Berlin`, or `UTC`; offsets such as `+02:00` are refused, because they have no summer time. */
export const timeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), { error: 'Not an IANA time zone; one looks like Europe/Berlin' })
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/** Version of a resource; also its ETag, to be sent back in If-Match. */
export const versionNumber = z.number().int().min(1).meta({ description: 'Grows with each change; the ETag' });
