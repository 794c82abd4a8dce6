import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import config, { aliases } from '../../next.config.mjs';

describe('[IAM-1] older spellings of paths', () => {
  it('lead to routes that are there, with everything below them', async () => {
    const rewrites = await config.rewrites?.();
    expect(Object.keys(aliases)).toEqual(['roles', 'permissions', 'user-roles', 'audit-logs'].map((name) => `/api/rbac/${name}`));
    for (const [older, path] of Object.entries(aliases)) {
      expect(existsSync(path.replace('/api/v1', 'app/api/v1/(management)')), path).toBe(true);
      expect(rewrites).toContainEqual({ source: `${older}/:rest*`, destination: `${path}/:rest*` });
    }
  });
});
