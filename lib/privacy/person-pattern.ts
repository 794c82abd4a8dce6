const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** What the text looks like inside JSON as PostgreSQL writes it. */
const insideJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A name of one word is a word of the language as often as not: it is left where it stands. */
const isTelling = (name: string): boolean => name.trim().length >= 5 && /\S\s+\S/.test(name.trim());

/**
 * A regular expression of PostgreSQL for what names a person in free text: their address and their full name, as whole words, in
 * any case; `json` for texts inside JSON.
 */
export function personPattern({ email, name }: { readonly email: string; readonly name: string }, form: 'text' | 'json' = 'text'): string {
  const said = [email, ...(isTelling(name) ? [name.trim()] : [])].map((text) => (form === 'json' ? insideJson(text) : text));
  // Before and after neither a letter nor what joins an address: `ann@x.com` is not in `joann@x.com` or `ann@x.com.au`.
  return `(?<![[:alnum:]_.+-])(?:${said.map(escaped).join('|')})(?![[:alnum:]_]|[.-][[:alnum:]])`;
}
