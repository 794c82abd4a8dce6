import { writeSync } from 'node:fs';
import { AppError } from '#lib/core/errors.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { ByteWriter, RecordNotEncodable } from './byte-writer.ts';
import { encodeHold, encodeSeal, encodeSettle } from './encode-record.ts';
import { beginFrame, endFrame, frameBytesMax } from './frame.ts';
import { recordKind, recordVersion } from './record.ts';
import { type Segment, SegmentShelf, type ShelfOptions } from './segment-shelf.ts';

export interface JournalOptions extends ShelfOptions {
  /** How often what was written is forced to disk: what a crash of the host, not of the process, may lose. */
  readonly syncEveryMs: number;
}

/** Where a settlement lies, so that its posting can be told to the journal. */
export interface SettlePosition {
  readonly sequence: number;
  readonly offset: number;
  /** Segment of the call's hold; 0 when it had none. */
  readonly heldIn: number;
}

/** Room kept for the seal at the end of a segment. */
const sealBytes = 32;
/** Room kept for the settlement of each live hold: no hold is taken whose settlement might not fit. */
const settleBytesReserved = 1024;
/** Parts that such a settlement has room for, and bytes of each further one. */
const partsReserved = 6;
const partBytes = 72;
const tidyEveryMs = 1000;
const zeros = Buffer.alloc(frameBytesMax);

/**
 * The hold and settle records of one process, appended synchronously: when `hold` returns, a killed process cannot lose
 * the record any more. A failed append throws `journal_unavailable` and leaves nothing behind.
 */
export class Journal {
  readonly shelf: SegmentShelf;
  private readonly options: JournalOptions;
  private readonly writer = new ByteWriter(frameBytesMax);
  private readonly liveHolds = new Map<string, number>();
  /** The most parts that a hold had; each settlement gets room for as many. */
  private partsMax = partsReserved;
  private current: Segment;
  private syncing: Promise<void> | null = null;
  private tidying: Promise<void> | null = null;
  private syncTimer: NodeJS.Timeout;
  private tidyTimer: NodeJS.Timeout;
  private ended = false;

  private constructor(options: JournalOptions, shelf: SegmentShelf, first: Segment) {
    this.options = options;
    this.shelf = shelf;
    this.current = first;
    this.syncTimer = setInterval(() => this.syncing ?? void this.sync(), options.syncEveryMs).unref();
    this.tidyTimer = setInterval(() => this.tidying ?? void this.tidy(), tidyEveryMs).unref();
  }

  /** Makes the first segment; rejects with `journal_unavailable` when the disk has no room for it. */
  static async open(options: JournalOptions): Promise<Journal> {
    const shelf = new SegmentShelf(options);
    await shelf.prepare();
    const first = shelf.take();
    if (first === undefined) throw new AppError('journal_unavailable', { internal: shelf.shortage ?? 'no segment' });
    await shelf.prepare();
    return new Journal(options, shelf, first);
  }

  /** Calls that are held and not settled. */
  get liveHoldCount(): number {
    return this.liveHolds.size;
  }

  /** Where the next record goes; a reader that stands here has seen everything. */
  get end(): { readonly sequence: number; readonly offset: number } {
    return { sequence: this.current.sequence, offset: this.current.written };
  }

  /** A further hold of the same call, for another attempt, takes the place of the earlier one. */
  hold(hold: Hold): void {
    if (hold.parts.length > this.partsMax) this.partsMax = hold.parts.length;
    const segment = this.append(recordKind.hold, true, (writer) => encodeHold(writer, hold));
    segment.holds += 1;
    this.forget(hold.id);
    this.liveHolds.set(hold.id, segment.sequence);
  }

  settle(event: UsageEvent): SettlePosition {
    const heldIn = this.liveHolds.get(event.id) ?? 0;
    const segment = this.append(recordKind.settle, false, (writer) => encodeSettle(writer, event, heldIn));
    segment.settles += 1;
    this.liveHolds.delete(event.id);
    return { sequence: segment.sequence, offset: segment.written - this.writer.position, heldIn };
  }

  /** The settlement at `position` is in the database for good. */
  posted(position: SettlePosition): void {
    this.release(position.sequence);
    this.release(position.heldIn);
  }

  /** The call was settled in the database itself, because its settlement could not be appended. */
  forget(callId: string): void {
    const heldIn = this.liveHolds.get(callId);
    if (heldIn === undefined) return;
    this.liveHolds.delete(callId);
    this.release(heldIn);
  }

  private release(sequence: number): void {
    const segment = this.shelf.segments.get(sequence);
    if (segment !== undefined) segment.unposted -= 1;
  }

  private append(kind: number, isHold: boolean, encode: (writer: ByteWriter) => void): Segment {
    const writer = this.writer;
    if (this.ended) throw new AppError('journal_unavailable', { internal: 'The journal is closed' });
    try {
      beginFrame(writer);
      encode(writer);
    } catch (error) {
      if (!(error instanceof RecordNotEncodable)) throw error;
      throw new AppError('journal_unavailable', { cause: error, internal: error.message });
    }
    const segment = this.segmentFor(writer.position, isHold);
    const length = endFrame(writer, recordVersion, kind, segment.salt, segment.written);
    this.write(segment, length);
    segment.unposted += 1;
    return segment;
  }

  /** The segment that takes a record of that length, which is the next one when the current one is full. */
  private segmentFor(length: number, isHold: boolean): Segment {
    const { segmentBytes } = this.options;
    const left = this.current.full ? 0 : segmentBytes - sealBytes - this.current.written;
    if (isHold) {
      const room = left + (this.shelf.hasReady ? segmentBytes : 0);
      const settleBytes = settleBytesReserved + (this.partsMax - partsReserved) * partBytes;
      if (room < length + (this.liveHolds.size + 1) * settleBytes) throw this.unavailable('the journal is almost full');
    }
    if (length <= left) return this.current;
    const next = this.shelf.take();
    if (next === undefined) throw this.unavailable('the journal is full');
    this.seal(this.current);
    this.current = next;
    return next;
  }

  private unavailable(reason: string): AppError {
    return new AppError('journal_unavailable', { internal: `${reason}: ${this.shelf.shortage ?? 'the next segment is being made'}` });
  }

  /** Uses the writer, so a record that is being appended to the next segment is saved around it. */
  private seal(segment: Segment): void {
    if (!segment.full) {
      const { writer } = this;
      const record = Buffer.from(writer.bytes.subarray(0, writer.position));
      beginFrame(writer);
      encodeSeal(writer, segment.holds, segment.settles);
      const length = endFrame(writer, recordVersion, recordKind.seal, segment.salt, segment.written);
      try {
        this.write(segment, length);
      } catch {
        // The failure is logged. A segment without a seal is reported again by whoever reads it.
      }
      record.copy(writer.bytes);
      writer.position = record.length;
    }
    segment.full = true;
  }

  private write(segment: Segment, length: number): void {
    let written = 0;
    try {
      while (written < length) {
        const step = writeSync(segment.file.fd, this.writer.bytes, written, length - written, segment.written + written);
        if (step === 0) throw new Error('The file system wrote nothing');
        written += step;
      }
    } catch (error) {
      this.erase(segment, length);
      this.options.logger.error({ path: segment.path, error }, 'A record could not be written to the journal');
      throw new AppError('journal_unavailable', { cause: error });
    }
    segment.written += length;
  }

  /** Takes back what a failed write may have left; where even that fails, nothing more is written to the segment. */
  private erase(segment: Segment, length: number): void {
    try {
      if (writeSync(segment.file.fd, zeros, 0, length, segment.written) !== length) segment.full = true;
    } catch {
      segment.full = true;
    }
  }

  /** Forces what was written to disk, off the loop; full segments are closed behind it. */
  async sync(): Promise<void> {
    // One that is under way may have passed what was written since.
    await this.syncing;
    this.syncing ??= this.syncSegments().finally(() => {
      this.syncing = null;
    });
    await this.syncing;
  }

  private async syncSegments(): Promise<void> {
    for (const segment of this.shelf.segments.values()) {
      if (segment.closed) continue;
      const { full, written } = segment;
      try {
        if (segment.synced < written) await segment.file.datasync();
        segment.synced = written;
        if (!full) continue;
        segment.closed = true;
        await segment.file.close();
      } catch (error) {
        // After a failed fdatasync the kernel may forget the pages: what comes next goes to another segment.
        segment.full = true;
        segment.synced = written;
        this.options.logger.error({ path: segment.path, error }, 'The journal could not be forced to disk');
      }
    }
  }

  /** Gives up posted segments and makes sure that one is ready; runs each second. */
  async tidy(): Promise<void> {
    await this.tidying;
    this.tidying ??= this.shelf
      .tidy()
      .catch((error: unknown) => this.options.logger.error({ error }, 'The journal could not be tidied'))
      .finally(() => {
        this.tidying = null;
      });
    await this.tidying;
  }

  /** Seals, syncs and closes. Holds that are still live stay unsettled: the next owner books them as interrupted. */
  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.syncTimer);
    clearInterval(this.tidyTimer);
    this.seal(this.current);
    await this.sync();
    await this.tidying;
    await this.shelf.close();
  }
}
