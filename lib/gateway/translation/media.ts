/** A `data:` URL (RFC 2397) taken apart; null where it is none or is not Base64. */
export function readDataUrl(url: string): { readonly mediaType: string; readonly data: string } | null {
  const comma = url.indexOf(',');
  const head = url.slice(0, comma).toLowerCase();
  if (comma < 0 || !head.startsWith('data:') || !head.endsWith(';base64')) return null;
  return { mediaType: head.slice('data:'.length).split(';')[0] ?? '', data: url.slice(comma + 1) };
}
