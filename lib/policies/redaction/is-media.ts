/** The beginning of a data URL (RFC 2397) of a named kind in base64; the kind alone would let anybody write what he likes behind it. */
const dataUrl = /^data:[\w.+-]+\/[\w.+-]+(?:;[^,]*)?;base64,/i;

/** Whether a text is an embedded picture or sound; what those say is not read. */
export function isMedia(text: string): boolean {
  const [start] = dataUrl.exec(text) ?? [];
  if (start !== undefined) return /^[A-Za-z0-9+/]*={0,2}$/.test(text.slice(start.length));
  return text.length > 4_096 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
}
