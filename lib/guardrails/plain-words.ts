const wordsMax = 300;

/**
 * Words about a finding that may hold a name from an answer, or what a webhook said: one line, without what PostgreSQL and
 * headers do not take (control characters, halves of surrogate pairs), and short.
 */
export const plainWords = (words: string): string =>
  words
    .slice(0, wordsMax)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
