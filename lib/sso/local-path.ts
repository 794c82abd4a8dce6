/** Only a path of ours is gone to: `//host` and `/\host` are other sites to a browser. Anything else leads to the start. */
export const localPath = (next: unknown): string =>
  typeof next === 'string' && next.length <= 2_000 && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith('/api/') ? next : '/';
