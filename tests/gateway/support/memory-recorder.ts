import { AppError } from '#lib/core/errors.ts';
import type { CallRecorder, Hold, UsageEvent } from '#lib/usage/usage-event.ts';

/** Keeps both records of every call, in order, and can pretend to be out of order. */
export class MemoryRecorder implements CallRecorder {
  readonly holds: Hold[] = [];
  readonly events: UsageEvent[] = [];
  /** True: answers with promises, as the database's recorder does. */
  isDirect = false;
  failsHold = false;
  failsSettle = false;
  /** Called at each record, for tests about order. */
  onRecord: (kind: 'hold' | 'settle', id: string) => void = () => {};

  hold(hold: Hold): void | Promise<void> {
    return this.#write(this.failsHold, () => {
      this.holds.push(hold);
      this.onRecord('hold', hold.id);
    });
  }

  settle(event: UsageEvent): void | Promise<void> {
    return this.#write(this.failsSettle, () => {
      this.events.push(event);
      this.onRecord('settle', event.id);
    });
  }

  /** The only event so far; fails when there are none or several. */
  get only(): UsageEvent {
    const [event, ...more] = this.events;
    if (event === undefined || more.length > 0) throw new Error(`Expected one usage event, found ${this.events.length}`);
    return event;
  }

  /** Waits until there are so many events. */
  async untilEvents(count: number, withinMs = 5_000): Promise<readonly UsageEvent[]> {
    for (const end = Date.now() + withinMs; this.events.length < count; ) {
      if (Date.now() > end) throw new Error(`Expected ${count} usage events, found ${this.events.length}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.events;
  }

  #write(fails: boolean, write: () => void): void | Promise<void> {
    if (this.isDirect) {
      return new Promise((resolve, reject) => {
        setTimeout(() => {
          if (fails) return reject(new AppError('database_unavailable'));
          write();
          resolve();
        }, 2);
      });
    }
    if (fails) throw new AppError('journal_unavailable');
    write();
  }
}
