import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { OpenJournal } from './open-journal.ts';

/** A journal that may have to wait for room on its disk. */
export interface AwaitedJournal {
  /** Null until it could be opened. */
  readonly current: OpenJournal | null;
  /** Ends the attempts. What is open stays open. */
  stop(): Promise<void>;
}

export interface OpenWhenPossibleOptions {
  readonly open: () => Promise<OpenJournal>;
  /** Told once, when it is open. */
  readonly onOpen: (journal: OpenJournal) => void;
  readonly logger: Logger;
  readonly everyMs: number;
}

const isJournalUnavailable = (error: unknown): boolean => error instanceof AppError && error.code === 'journal_unavailable';

/**
 * Opens a journal, again and again while its disk does not allow it. Resolves after the first attempt; rejects when that
 * fails for a reason that waiting does not mend.
 */
export async function openWhenPossible({ open, onOpen, logger, everyMs }: OpenWhenPossibleOptions): Promise<AwaitedJournal> {
  let current: OpenJournal | null = null;
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const attempt = async (): Promise<void> => {
    try {
      current = await open();
    } catch (err) {
      if (!isJournalUnavailable(err)) throw err;
      logger.error({ err }, 'The journal cannot be opened; calls are recorded in the database until it can');
      return;
    }
    clearInterval(timer);
    onOpen(current);
  };
  await attempt();
  if (current === null) {
    const again = () => {
      working = working.then(async () => {
        if (current === null) await attempt();
      });
      working.catch((err: unknown) => logger.error({ err }, 'The journal cannot be opened'));
    };
    timer = setInterval(again, everyMs).unref();
  }
  return {
    get current() {
      return current;
    },
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}
