/** Texts that spreadsheets would run as formulas are led by an apostrophe; names come from callers. */
const cell = (value: string | number | bigint | null): string => {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One record of RFC 4180 with its CRLF. Null is an empty field; numbers, also those in texts, are written as they are. */
export const csvLine = (fields: readonly (string | number | bigint | null)[]): string => `${fields.map(cell).join(',')}\r\n`;
