const dayPattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}).*)?$/;

/** The UTC day of a date, a time or Unix seconds; undefined for what is none of them. */
export function dayOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,10}(\.0*)?$/.test(text)) return new Date(Number(text) * 1000).toISOString().slice(0, 10);
  if (!dayPattern.test(text)) return undefined;
  const hasTime = text.length > 10;
  const ms = Date.parse(hasTime && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}

/** A count; undefined for what is none. */
export function countOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}(\.0*)?$/.test(text.replaceAll(',', ''))) return undefined;
  return Number(text.replaceAll(',', ''));
}
