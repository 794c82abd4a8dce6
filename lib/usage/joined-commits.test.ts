import { describe, expect, test } from 'vitest';
import { JoinedCommits } from './joined-commits.ts';

/** A commit that ends when the test says so; `groups` holds what each was asked for. */
function openScene() {
  const groups: number[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const commits = new JoinedCommits<number, number>(async (items) => {
    const end = Promise.withResolvers<void>();
    groups.push([...items]);
    ends.push(end);
    await end.promise;
    return items.length;
  });
  const until = async (count: number) => {
    while (ends.length < count) await Promise.resolve();
  };
  const end = async (index: number, error?: Error) => {
    await until(index + 1);
    if (error === undefined) ends[index]?.resolve();
    else ends[index]?.reject(error);
  };
  return { commits, groups, end };
}

const outage = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('joined commits', () => {
  test('what comes while a commit is under way is one commit behind it', async () => {
    const { commits, groups, end } = openScene();
    const asked = [1, 2, 3].map((item) => commits.add(item));
    expect(groups).toEqual([[1]]);
    await end(0);
    await end(1);
    expect(await Promise.all(asked)).toEqual([1, 2, 2]);
    const later = commits.add(4);
    await end(2);
    expect(await later).toBe(1);
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  test('one that is refused is refused alone', async () => {
    const { commits, groups, end } = openScene();
    const asked = Promise.allSettled([1, 2, 3, 4].map((item) => commits.add(item)));
    await end(0);
    await end(1, new Error('One of them is wrong'));
    await end(2);
    await end(3, new Error('This one'));
    await end(4);
    expect(groups).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
    expect((await asked).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([1, 1, 'This one', 1]);
  });

  test('an outage is told to all at once, and what comes after it is asked for again', async () => {
    const { commits, groups, end } = openScene();
    const asked = Promise.allSettled([1, 2, 3].map((item) => commits.add(item)));
    await end(0, outage);
    await end(1, outage);
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const later = commits.add(4);
    await end(2);
    expect(await later).toBe(1);
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  test('a commit takes five hundred items at most', async () => {
    const { commits, groups, end } = openScene();
    const asked = Array.from({ length: 1_002 }, (_, item) => commits.add(item));
    for (const index of [0, 1, 2, 3]) await end(index);
    await Promise.all(asked);
    expect(groups.map(({ length }) => length)).toEqual([1, 500, 500, 1]);
  });
});
