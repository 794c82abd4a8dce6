import { isDatabaseUnavailable } from '#lib/core/errors.ts';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Items that one commit takes at most. */
const togetherMax = 500;

/**
 * Lets calls that need a commit at the same time share one: what comes while a commit is under way is gathered for the next.
 * Calls of one budget wait for each other's locks in any case, so that with a commit each they would wait for as many round
 * trips as there are calls. Alone, an item is committed at once.
 */
export class JoinedCommits<Item, Outcome> {
  readonly #commit: (items: readonly Item[]) => Promise<Outcome>;
  #waiting: Waiting<Item, Outcome>[] = [];
  #isCommitting = false;

  /** `commit` commits all items or none, and may be asked for the same item again. */
  constructor(commit: (items: readonly Item[]) => Promise<Outcome>) {
    this.#commit = commit;
  }

  /**
   * Resolves to what was committed, with whatever else was, when the commit is known. Rejects with why this item is not
   * committed: what is wrong with another is not told to it.
   */
  add(item: Item): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#isCommitting) void this.#commitAll();
    return promise;
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    while (this.#waiting.length > 0) await this.#commitTogether(this.#waiting.splice(0, togetherMax));
    this.#isCommitting = false;
  }

  /** Never rejects. Where the database refuses several items, each is tried alone, because one of them may be the reason. */
  async #commitTogether(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcome = await this.#commit(group.map(({ item }) => item));
      for (const { resolve } of group) resolve(outcome);
    } catch (error) {
      const isOfOne = group.length > 1 && !isDatabaseUnavailable(error);
      for (const one of group) {
        if (isOfOne) await this.#commitTogether([one]);
        else one.reject(error);
      }
    }
  }
}
