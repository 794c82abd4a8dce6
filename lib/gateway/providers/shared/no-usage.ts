import type { TokenUsage } from '#lib/usage/usage-event.ts';

/** The usage of which nothing is known. */
export const noUsage: TokenUsage = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };
