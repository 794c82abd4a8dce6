import type { PlacedText } from './placed-text.ts';

/** A body with its texts, in their order, as `change` gives them; every other byte stays as it is, and the same buffer comes back where nothing changes. */
export function rewriteTexts<Placed extends PlacedText>(body: Buffer, texts: Iterable<Placed>, change: (text: Placed) => string): Buffer {
  const parts: Buffer[] = [];
  let kept = 0;
  for (const placed of texts) {
    const changed = change(placed);
    if (changed === placed.text) continue;
    parts.push(body.subarray(kept, placed.start), Buffer.from(placed.isPlain === true ? changed : JSON.stringify(changed)));
    kept = placed.end;
  }
  if (kept === 0) return body;
  parts.push(body.subarray(kept));
  return Buffer.concat(parts);
}
