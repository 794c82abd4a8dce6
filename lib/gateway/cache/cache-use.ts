import type { Target } from '../providers/provider.ts';
import type { SimilarPlace } from './answer-store.ts';
import type { CacheSettings } from './cache-settings.ts';

/** How the answer of a call is to be kept once it is there. */
export interface CacheUse {
  readonly key: string;
  readonly scope: string;
  readonly settings: CacheSettings;
  readonly ttlSeconds: number;
  /** Only its answer is kept: another target's would be told as this one's. */
  readonly target: Target;
  /** By what similar requests may find it; null where none may. */
  similar: SimilarPlace | null;
  /** Lets those go on who wait for this answer. */
  release: (() => void) | null;
}
