import { type SQL, sql } from 'drizzle-orm';
import type { IdKind } from '#lib/core/ids.ts';

/** How strict an organization's checks are. */
export interface CheckLimits {
  readonly idleMinutesMax: number;
  readonly keyDaysMax: number;
  readonly retentionDaysMax: number;
}

/** Whose configuration and data is looked at, and when. */
export interface CheckScope {
  readonly tenantId: string;
  readonly now: Date;
  readonly limits: CheckLimits;
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** One question to what is configured and stored; it names its faults and changes nothing. */
export interface Check {
  /** The name of its file: lower case, with dashes. */
  readonly name: string;
  /** What holds when it passes, as a sentence without its full stop. */
  readonly title: string;
  /** What is looked at, and what fails. */
  readonly looks: string;
  readonly severity: Severity;
  /** What to do about a fault, and the page of the console where that is done. */
  readonly mend: string;
  readonly page: string;
  /** Answers from small tables or an index, so that monitoring may ask each hour. */
  readonly isCheap: boolean;
  /** What the ids are of: a kind of resource, `name` for plain names, null where the organization itself is looked at. */
  readonly subject: IdKind | 'name' | null;
  /** What it means that there was nothing to look at; not applicable unless said. */
  readonly none?: 'pass' | 'fail';
  /** A query with one row for each subject: `id` (text) and `failing` (boolean, not null). It filters by tenant itself. */
  subjects(scope: CheckScope): SQL;
}

const dayMs = 86_400_000;

/** The moment so many days before the scope's now, as an instant of PostgreSQL. */
export const daysBefore = ({ now }: Pick<CheckScope, 'now'>, days: number): SQL =>
  sql`${new Date(now.getTime() - days * dayMs).toISOString()}::timestamptz`;
