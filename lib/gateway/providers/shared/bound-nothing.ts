import type { Bound } from '../provider.ts';

/** The bound of counting tokens, which no provider charges for. */
export const boundNothing = (): Bound => ({ nanoUsd: 0n, kind: 'exact', because: 'counting tokens is free of charge' });
