import type { z } from 'zod';
import type { usageList } from '#lib/contracts/usage.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsageEvents } from '#lib/usage/index.ts';

/** Times that a page looks on; each is bounded in time by the operation, so that a page is never waited for long. */
const looksMax = 10;

/**
 * A page of calls. Where calls have to be looked through, the operation hands over what it has after a moment: while that is nothing,
 * this looks on, so that an empty list mostly means that there is nothing.
 */
export async function findCalls(asked: z.input<typeof usageList.input>) {
  let page = await perform(listUsageEvents, asked);
  for (let looks = 1; looks < looksMax && page.data?.data.length === 0 && page.data.next_cursor !== null; looks += 1)
    page = await perform(listUsageEvents, { ...asked, cursor: page.data.next_cursor });
  return page;
}
