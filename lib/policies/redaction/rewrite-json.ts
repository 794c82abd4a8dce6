import { jsonStrings } from './json-strings.ts';
import type { PlacedText } from './placed-text.ts';
import { rewriteTexts } from './rewrite-texts.ts';

/** JSON with its strings as `change` gives them; every other byte stays as it is, and the same buffer comes back where nothing changes. */
export const rewriteJson = (bytes: Buffer, change: (string: PlacedText) => string): Buffer =>
  rewriteTexts(bytes, jsonStrings(bytes), change);
