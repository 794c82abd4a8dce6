import { join } from 'node:path';
import type { Env } from '#lib/core/env.ts';

/** Where the heads of audit logs are kept outside of the database. */
export const headFolder = (env: Pick<Env, 'AUDIT_HEAD_DIR' | 'DATA_DIR'>): string => env.AUDIT_HEAD_DIR ?? join(env.DATA_DIR, 'audit');
