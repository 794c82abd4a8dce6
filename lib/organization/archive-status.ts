import { isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { archiveStatuses } from '#lib/contracts/departments.ts';

/** Rows by whether they are archived. */
export function hasArchiveStatus(archivedAt: PgColumn, status: (typeof archiveStatuses)[number]): SQL | undefined {
  if (status === 'all') return undefined;
  return status === 'active' ? isNull(archivedAt) : isNotNull(archivedAt);
}
