import { AppError } from '#lib/core/errors.ts';
import type { CallRecorder, Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { OpenJournal } from './open-journal.ts';

/**
 * The journal, and the database where the journal cannot take a record: a full or broken disk slows calls down, but neither
 * stops nor loses them. A call that was held in the database is settled there, whatever the journal can do by then. Also
 * works while there is no journal yet.
 */
export class FailoverRecorder implements CallRecorder {
  private first: Pick<OpenJournal, 'journal' | 'recorder'> | null = null;
  private readonly second: CallRecorder;
  private readonly heldInDatabase = new Set<string>();

  constructor(second: CallRecorder) {
    this.second = second;
  }

  /** Further calls go to the journal. */
  use(journal: Pick<OpenJournal, 'journal' | 'recorder'>): void {
    this.first = journal;
  }

  hold(hold: Hold): void | Promise<void> {
    if (this.first === null) return this.holdInDatabase(hold);
    try {
      this.first.recorder.hold(hold);
    } catch (error) {
      if (!isJournalUnavailable(error)) throw error;
      return this.holdInDatabase(hold);
    }
  }

  settle(event: UsageEvent): void | Promise<void> {
    if (this.first === null || this.heldInDatabase.has(event.id)) return this.settleInDatabase(event);
    try {
      this.first.recorder.settle(event);
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
    try {
      await this.second.settle(event);
    } finally {
      this.heldInDatabase.delete(event.id);
    }
    // Not where it failed: should the settlement be lost, the hold in the journal is what remains of the call.
    this.first?.journal.forget(event.id);
  }
}

const isJournalUnavailable = (error: unknown): boolean => error instanceof AppError && error.code === 'journal_unavailable';
