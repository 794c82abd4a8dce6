import { AppError } from '#lib/core/errors.ts';
import type { CallRecorder, Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { Journal } from './journal.ts';
import type { JournalRecorder } from './journal-recorder.ts';

/**
 * The journal, and the database where the journal cannot take a record: a full or broken disk slows calls down, but neither
 * stops nor loses them. A call that was held in the database is settled there, whatever the journal can do by then.
 */
export class FailoverRecorder implements CallRecorder {
  private readonly journal: Journal;
  private readonly first: JournalRecorder;
  private readonly second: CallRecorder;
  private readonly heldInDatabase = new Set<string>();

  constructor(journal: Journal, first: JournalRecorder, second: CallRecorder) {
    this.journal = journal;
    this.first = first;
    this.second = second;
  }

  hold(hold: Hold): void | Promise<void> {
    try {
      this.first.hold(hold);
    } catch (error) {
      if (!isJournalUnavailable(error)) throw error;
      return this.holdInDatabase(hold);
    }
  }

  settle(event: UsageEvent): void | Promise<void> {
    if (this.heldInDatabase.has(event.id)) return this.settleInDatabase(event);
    try {
      this.first.settle(event);
    } catch (error) {
      if (!isJournalUnavailable(error)) throw error;
      return this.settleInDatabase(event);
    }
  }

  private async holdInDatabase(hold: Hold): Promise<void> {
    await this.second.hold(hold);
    this.heldInDatabase.add(hold.id);
  }

  private async settleInDatabase(event: UsageEvent): Promise<void> {
    await this.second.settle(event);
    this.heldInDatabase.delete(event.id);
    this.journal.forget(event.id);
  }
}

const isJournalUnavailable = (error: unknown): boolean => error instanceof AppError && error.code === 'journal_unavailable';
