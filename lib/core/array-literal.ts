/**
 * Arrays as PostgreSQL's text literals. A column of a posting is one such text, which is far cheaper to send than five
 * hundred parameters and needs no serializer to guess its type.
 */

type Unquoted = number | bigint | boolean;

/** Numbers, booleans and null; elements need no quotes. */
export const arrayLiteral = (values: readonly (Unquoted | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : value)).join(',')}}`;

/** UUIDs, dates and other texts that hold no character with a meaning in a literal. */
export const plainArrayLiteral = (values: readonly (string | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;

const quote = (text: string): string => `"${text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, '\\$&') : text}"`;

/** Any text; must not hold NUL, which PostgreSQL has no place for. */
export const textArrayLiteral = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;

/** Bytes in hexadecimal. */
export const byteaArrayLiteral = (values: readonly (string | null)[]): string =>
  `{${values.map((hex) => (hex === null ? 'NULL' : `"\\\\x${hex}"`)).join(',')}}`;
