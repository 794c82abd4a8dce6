/** The text, or its beginning with an ellipsis where it is longer than so many UTF-16 code units; no character is cut in two. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
