import type { ContentLevel } from '#lib/contracts/content-log.ts';

/** How much of a call is kept, as people read it. */
export const contentLevelWords: Readonly<Record<ContentLevel, string>> = {
  none: 'Nothing',
  metadata: 'Who, when and how large',
  redacted: 'Prompt and answer without sensitive data',
  full: 'Prompt and answer as they were',
};

/** For a select, least first. */
export const contentLevelOptions: readonly { value: ContentLevel; label: string }[] = [
  { value: 'none', label: contentLevelWords.none },
  { value: 'metadata', label: contentLevelWords.metadata },
  { value: 'redacted', label: contentLevelWords.redacted },
  { value: 'full', label: contentLevelWords.full },
];
