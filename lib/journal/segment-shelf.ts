import { randomBytes } from 'node:crypto';
import { type FileHandle, rm } from 'node:fs/promises';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { bootId } from './boot-id.ts';
import { makeSegment, markPosted, segmentPath } from './segment-file.ts';
import { segmentHeaderBytes } from './segment-header.ts';

/** A segment of the running process. */
export interface Segment {
  readonly sequence: number;
  readonly salt: number;
  readonly file: FileHandle;
  /** Changes once, when everything in it is posted. */
  path: string;
  /** Bytes written, header included; the next record goes here. */
  written: number;
  /** Bytes of `written` that were there when the last fdatasync began. */
  synced: number;
  holds: number;
  settles: number;
  /** Holds and settlements in it that are not in the database yet. */
  unposted: number;
  /** Nothing more is written to it. */
  full: boolean;
  closed: boolean;
  postedAtMs: number | null;
}

export interface ShelfOptions {
  readonly folder: string;
  readonly incarnation: string;
  readonly firstSequence: number;
  readonly segmentBytes: number;
  /** Most bytes of all segments of the folder together. */
  readonly totalBytesMax: number;
  /** How long a posted segment is kept; less when its room is needed. */
  readonly postedKeptMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes that segments of earlier owners still take in the folder. */
  readonly foreignBytes: () => number;
}

/**
 * Keeps one empty segment ready, and gives up those that are posted. All of it happens off the journal's path; only
 * `take` is called there, and it never waits.
 */
export class SegmentShelf {
  readonly segments = new Map<number, Segment>();
  /** Why no segment is ready, while none is; shown by /ready. */
  shortage: string | null = null;
  private readonly options: ShelfOptions;
  private ready: Segment | null = null;
  private making: Promise<void> | null = null;
  private nextSequence: number;

  constructor(options: ShelfOptions) {
    this.options = options;
    this.nextSequence = options.firstSequence;
  }

  get hasReady(): boolean {
    return this.ready !== null;
  }

  get bytes(): number {
    return (this.segments.size + (this.ready === null ? 0 : 1)) * this.options.segmentBytes + this.options.foreignBytes();
  }

  /** The segment that was prepared, or undefined when there is none; begins to prepare another. */
  take(): Segment | undefined {
    const segment = this.ready ?? undefined;
    this.ready = null;
    if (segment !== undefined) this.segments.set(segment.sequence, segment);
    void this.prepare();
    return segment;
  }

  /** Makes the next segment unless one is ready; never rejects. */
  prepare(): Promise<void> {
    if (this.ready !== null) return Promise.resolve();
    this.making ??= this.makeNext().finally(() => {
      this.making = null;
    });
    return this.making;
  }

  private async makeNext(): Promise<void> {
    const { folder, incarnation, segmentBytes, totalBytesMax, clock, logger } = this.options;
    try {
      if (this.bytes + segmentBytes > totalBytesMax) await this.discardPosted(0, totalBytesMax - segmentBytes);
      if (this.bytes + segmentBytes > totalBytesMax) throw new Error(`The journal has reached its limit of ${totalBytesMax} bytes`);
      const sequence = this.nextSequence;
      const salt = randomBytes(4).readUInt32LE();
      const header = { sequence, salt, incarnation, bootId: bootId(), madeAtMs: clock.now() };
      const file = await makeSegment(folder, header, segmentBytes);
      this.nextSequence += 1;
      this.ready = newSegment(sequence, salt, file, segmentPath(folder, sequence));
      if (this.shortage !== null) logger.info({ folder }, 'The journal has room again');
      this.shortage = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.shortage !== reason) logger.error({ folder, error }, 'The journal cannot make another segment');
      this.shortage = reason;
    }
  }

  /** Removes what is posted and was kept long enough, and tries again where a segment could not be made. */
  async tidy(): Promise<void> {
    await this.renamePosted();
    await this.discardPosted(this.options.postedKeptMs, 0);
    await this.prepare();
  }

  private async renamePosted(): Promise<void> {
    for (const segment of this.segments.values()) {
      if (segment.closed && segment.unposted === 0 && segment.postedAtMs === null) {
        segment.postedAtMs = this.options.clock.now();
        segment.path = await markPosted(segment.path);
      }
    }
  }

  /** Removes posted segments of at least that age, oldest first, while the folder is above `aboveBytes`. */
  private async discardPosted(ageMs: number, aboveBytes: number): Promise<void> {
    const now = this.options.clock.now();
    for (const segment of this.segments.values()) {
      if (this.bytes <= aboveBytes) return;
      if (segment.postedAtMs === null || now - segment.postedAtMs < ageMs) continue;
      await rm(segment.path, { force: true });
      this.segments.delete(segment.sequence);
    }
  }

  /** Ends the shelf: the segment that was made ahead and never used is removed. */
  async close(): Promise<void> {
    await this.making;
    await this.renamePosted();
    const unused = this.ready;
    this.ready = null;
    if (unused === null) return;
    await unused.file.close();
    await rm(unused.path, { force: true });
  }
}

function newSegment(sequence: number, salt: number, file: FileHandle, path: string): Segment {
  return {
    sequence,
    salt,
    file,
    path,
    written: segmentHeaderBytes,
    synced: segmentHeaderBytes,
    holds: 0,
    settles: 0,
    unposted: 0,
    full: false,
    closed: false,
    postedAtMs: null,
  };
}
