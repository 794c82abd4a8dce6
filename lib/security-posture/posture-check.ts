import type { SQL } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { PostureFact } from '#lib/contracts/security-posture.ts';

/** What a check found. */
export interface PostureFinding {
  readonly state: PostureFact['state'];
  readonly summary: string;
  /** How many are as they should not be, and out of how many. */
  readonly count: number;
  readonly of: number | null;
  /** Path in the console, and what to do there. */
  readonly mendAt: string;
  readonly mend: string;
}

/** A question about the configuration as it is now. */
export interface PostureCheck {
  readonly id: string;
  readonly title: string;
  run(ctx: OperationContext): Promise<PostureFinding>;
}

/** The one row of a query: `all` there are, and those `without` what they should have. */
export async function countsOf({ tx }: OperationContext, query: SQL): Promise<{ readonly all: number; readonly without: number }> {
  const [row] = await tx.execute<{ all: number; without: number }>(query);
  return row ?? { all: 0, without: 0 };
}

export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Good for none; else something to act on where it is grave, and something to mind where it is not. */
export function stateBy(count: number, isGrave: boolean): PostureFact['state'] {
  if (count === 0) return 'good';
  return isGrave ? 'act' : 'mind';
}
