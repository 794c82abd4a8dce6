import { csvLine } from '#lib/core/csv-lines.ts';

/** RFC 4180 with CRLF. Amounts are written as they are: integers exactly, missing values as nothing. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | number | bigint | null)[])[]): string {
  return [header, ...rows].map(csvLine).join('');
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
