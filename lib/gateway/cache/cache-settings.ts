/** Who shares kept answers with whom. */
export type CacheIsolation = 'tenant' | 'department' | 'team' | 'key';

/** How requests that mean the same are found. */
export interface SemanticSettings {
  /** A model of the tenant's; null for the embedder that is built in. */
  readonly embeddingModel: string | null;
  /** The least cosine similarity of two last turns, from 0 to 1. */
  readonly similarityMin: number;
}

/** How a tenant keeps answers, as far as calls need to know. */
export interface CacheSettings {
  /** `opt_in`: only calls with the header x-tollgate-cache. */
  readonly mode: 'opt_in' | 'all';
  readonly ttlSeconds: number;
  readonly isolation: CacheIsolation;
  /** The team whose kept answers another one shares, by that other one; absent where nothing is lent. */
  readonly lenders?: ReadonlyMap<string, string>;
  readonly semantic: SemanticSettings | null;
  /** Another number after each clearing; answers in memory hold under their own only. */
  readonly epoch: number;
}
