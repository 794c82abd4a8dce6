import { listApprovals } from '#lib/approvals/index.ts';
import { perform } from '#lib/http/page-invocation.ts';

const countedMax = 50;

/** How many approvals wait for the reader, written; undefined where none does, or where they decide about none. */
export async function countWaiting(): Promise<string | undefined> {
  const { data } = await perform(listApprovals, { view: 'mine', state: 'pending', limit: countedMax });
  if (data === undefined || data.data.length === 0) return undefined;
  return data.next_cursor === null ? String(data.data.length) : `${countedMax}+`;
}
