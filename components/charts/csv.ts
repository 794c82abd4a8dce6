/** Texts that spreadsheets would run as formulas are led by an apostrophe; names come from callers. */
const cell = (value: string | number | bigint | null): string => {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180 with CRLF. Amounts are written as they are: integers exactly, missing values as nothing. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | number | bigint | null)[])[]): string {
  return [header, ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** A name that every file system takes: `spend-by-team-2026-11-01.csv`. */
export function fileName(title: string, ...parts: string[]): string {
  const words = [title, ...parts]
    .join(' ')
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '');
  return `${words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.csv`;
}
