import { type SQL, sql } from 'drizzle-orm';

/** A `timestamptz[]` literal of milliseconds since the epoch: drizzle would spread a JavaScript array into a list of parameters. */
export const instantsOf = (all: readonly number[]): SQL =>
  sql`${`{${all.map((ms) => new Date(ms).toISOString()).join(',')}}`}::timestamptz[]`;
