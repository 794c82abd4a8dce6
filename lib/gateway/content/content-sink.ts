import type { ContentKeeping } from '#lib/contracts/content-log.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';
import type { FindOptions } from '#lib/recognizers/index.ts';

/** What was said in one direction, as far as it was kept. */
export interface SaidPart {
  readonly body: Buffer;
  /** As long as it was. */
  readonly bytes: number;
}

/** A call as it is to be kept. Ids are UUIDs. */
export interface ContentEntry {
  readonly tenantId: string;
  readonly callId: string;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly dataClass: DataClass | null;
  readonly keeping: ContentKeeping;
  readonly atMs: number;
  readonly request: SaidPart;
  readonly answer: SaidPart;
  /** What is looked for where sensitive data is left out. */
  readonly options: FindOptions;
}

/** Where calls are kept, behind them: nobody waits for it, and what it cannot keep up with is left out and counted. */
export interface ContentSink {
  add(entry: ContentEntry): void;
}
