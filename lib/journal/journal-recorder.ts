import type { CallRecorder, Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { Journal } from './journal.ts';
import type { JournalPoster } from './journal-poster.ts';

/** Records calls in the journal, synchronously, and leaves the rest to the poster. Throws `journal_unavailable`. */
export class JournalRecorder implements CallRecorder {
  private readonly journal: Journal;
  private readonly poster: JournalPoster;

  constructor(journal: Journal, poster: JournalPoster) {
    this.journal = journal;
    this.poster = poster;
  }

  hold(hold: Hold): void {
    this.journal.hold(hold);
  }

  settle(event: UsageEvent): void {
    this.poster.offer(event, this.journal.settle(event));
  }
}
