import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import { type Finding, type FindOptions, findData } from '#lib/recognizers/index.ts';
import { isLookedAt } from './own-words.ts';

/** A text of a request with what was found in it. */
export interface FoundText extends PlacedText {
  readonly findings: readonly Finding[];
}

/** Bodies up to here are gone through at once: that takes less than a few milliseconds. */
const atOnceBytes = 32 * 1024;
/** Of a larger one so much is gone through before others have their turn. */
const pieceUnits = 16 * 1024;
/** What the next piece sees again of the one before, so that nothing is lost where they meet. */
const overlapUnits = 512;

function findIn(placed: PlacedText, options: FindOptions): FoundText | null {
  const findings = findData(placed.text, options);
  return findings.length === 0 ? null : { ...placed, findings };
}

/** What is found in a long text, piece by piece; what lies across two pieces is found in the second. */
async function findInPieces(text: string, options: FindOptions): Promise<readonly Finding[]> {
  const all: Finding[] = [];
  for (let start = 0; start < text.length; start += pieceUnits) {
    const from = Math.max(0, start - overlapUnits);
    const end = Math.min(text.length, start + pieceUnits);
    const isLast = end === text.length;
    for (const { entity, category, score, ...place } of findData(text.slice(from, end), options)) {
      // What touches the end may go on; the next piece sees it whole.
      if (!isLast && from + place.end > end - overlapUnits / 2 && from + place.start > end - overlapUnits) continue;
      const found = { entity, category, score, start: from + place.start, end: from + place.end };
      if (found.start >= (all.at(-1)?.end ?? 0)) all.push(found);
    }
    await nextTurn();
  }
  return all;
}

async function scanLarge(texts: Iterable<PlacedText>, options: FindOptions): Promise<readonly FoundText[]> {
  const found: FoundText[] = [];
  let units = 0;
  for (const placed of texts) {
    if (!isLookedAt(placed.name, placed.text)) continue;
    const findings = placed.text.length > pieceUnits ? await findInPieces(placed.text, options) : findData(placed.text, options);
    if (findings.length > 0) found.push({ ...placed, findings });
    units += placed.text.length;
    if (units < pieceUnits) continue;
    units = 0;
    await nextTurn();
  }
  return found;
}

/** The texts of a body of so many bytes that hold something; a large one is gone through in turns with other calls. */
export function scanTexts(
  texts: Iterable<PlacedText>,
  bytes: number,
  options: FindOptions,
): readonly FoundText[] | Promise<readonly FoundText[]> {
  if (bytes > atOnceBytes) return scanLarge(texts, options);
  const found: FoundText[] = [];
  for (const placed of texts) {
    const one = isLookedAt(placed.name, placed.text) ? findIn(placed, options) : null;
    if (one !== null) found.push(one);
  }
  return found;
}
