import type { LeaseStore } from '#lib/budgets/engine/lease-store.ts';
import type { Random } from '../support/random.ts';

/** What becomes of a question to the database. */
type Fate = 'prompt' | 'late_request' | 'late_answer' | 'lost_request' | 'lost_answer' | 'late_and_lost';

interface Waiting {
  readonly go: () => void;
}

const lost = () => Object.assign(new Error('read CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });

/**
 * The way from the processes to the database: questions and answers are late or lost, in any combination; a question whose
 * asker was told that the connection broke may still be carried out, at any later moment.
 */
export class UnreliableWay {
  readonly #random: Random;
  readonly #onCommit: () => Promise<void>;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<unknown>>();
  isReliable = false;

  constructor(random: Random, onCommit: () => Promise<void>) {
    this.#random = random;
    this.#onCommit = onCommit;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets one that waits go on. */
  deliver(): void {
    const [one] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
    one?.go();
  }

  /** Until nothing runs that could run. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#running.size === 0) quiet += 1;
      else {
        quiet = 0;
        await Promise.allSettled(this.#running);
      }
    }
  }

  async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const fate = this.#fate();
    const carryOut = async (): Promise<Answer> => {
      const running = (async () => {
        const answer = await work();
        await this.#onCommit();
        return answer;
      })();
      this.#running.add(running);
      try {
        return await running;
      } finally {
        this.#running.delete(running);
      }
    };
    if (fate === 'prompt') return await carryOut();
    if (fate === 'lost_request') throw lost();
    if (fate === 'late_and_lost') {
      void this.#wait()
        .then(carryOut)
        .catch(() => {});
      throw lost();
    }
    if (fate === 'late_request') await this.#wait();
    const answer = await carryOut();
    if (fate === 'late_answer') await this.#wait();
    if (fate === 'lost_answer') throw lost();
    return answer;
  }

  #fate(): Fate {
    if (this.isReliable || this.#random.chance(0.6)) return 'prompt';
    return this.#random.pick(['late_request', 'late_answer', 'lost_request', 'lost_answer', 'late_and_lost']);
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ go: resolve }));
  }
}

export function unreliable(store: LeaseStore, way: UnreliableWay): LeaseStore {
  return {
    grant: (lease, seq, least, most) => way.ask(() => store.grant(lease, seq, least, most)),
    giveBack: (lease, seq, amount, closing) => way.ask(() => store.giveBack(lease, seq, amount, closing)),
    fence: (lease, seq) => way.ask(() => store.fence(lease, seq)),
    reassert: (lease, granted, seq) => way.ask(() => store.reassert(lease, granted, seq)),
    reopen: (lease) => way.ask(() => store.reopen(lease)),
    see: (leases) => way.ask(() => store.see(leases)),
    recalled: () => way.ask(() => store.recalled()),
  };
}
