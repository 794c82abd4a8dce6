import { RE2JS } from 're2js';

/** Values of one pattern that are remembered; names of models and the like are few, so nearly all are. */
const knownMax = 256;
const rememberedLengthMax = 200;

/** The program of a pattern may be so large; a pattern that counts to thousands is refused and not tried. */
export const patternLengthMax = 500;

/** What is wrong with a pattern, in words; null for one that can be used. */
export function patternFault(pattern: string): string | null {
  if (pattern.length > patternLengthMax) return `at most ${patternLengthMax} characters`;
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be read';
    return `not a pattern of RE2, which has neither look-around nor back-references, so that none takes long: ${why}`;
  }
}

/** Whether a pattern is found in a text, in time that grows with the text's length and no faster (RE2). Throws for a pattern that cannot be read. */
export function linearPattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > rememberedLengthMax) return compiled.test(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = compiled.test(text);
    if (known.size >= knownMax) known.clear();
    known.set(text, found);
    return found;
  };
}
