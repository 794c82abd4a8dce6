import { inject } from 'vitest';
import { createFreshDatabase, type TestDatabase } from './fresh-database.ts';
// Declares what `inject` gives.
import type {} from './global-database.ts';

export type { TestDatabase } from './fresh-database.ts';

/** One database for one test file: make it in `beforeAll`, drop it in `afterAll`. */
export const createTestDatabase = (): Promise<TestDatabase> => createFreshDatabase(inject('postgresUrl'));
