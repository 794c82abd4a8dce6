/** A `data:` URL (RFC 2397) taken apart; null where it is none or is not Base64. */
export function readDataUrl(url: string): { readonly mediaType: string; readonly data: string } | null {
  const comma = url.indexOf(',');
  const head = url.slice(0, comma).toLowerCase();
  if (comma < 0 || !head.startsWith('data:') || !head.endsWith(';base64')) return null;
  return { mediaType: head.slice('data:'.length).split(';')[0] ?? '', data: url.slice(comma + 1) };
}

/** Media types by the ending of a file's name, of those that models read. */
const typesByEnding: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['pdf', 'application/pdf'],
  ['txt', 'text/plain'],
  ['mp3', 'audio/mp3'],
  ['wav', 'audio/wav'],
]);

/** The media type that an address promises: by its ending, or `application/pdf` for a document without a known one. */
export function mediaTypeOfUrl(url: string, medium: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return typesByEnding.get(ending) ?? (medium === 'document' ? 'application/pdf' : undefined);
}
