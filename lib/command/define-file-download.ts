import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import { byteRangeOf } from '#lib/core/byte-range.ts';
import type { OperationContext } from './context.ts';
import type { DownloadExecutable } from './define-download.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** A file whose bytes are kept. */
export interface KeptFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Bytes from `from` to before `to`, in the transaction that found the file. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** Bytes read at once. */
const bytesAtOnce = 1024 * 1024;

/**
 * Carries out the download of a kept file, whole or by a range. Each piece is read in a transaction of its own, in which the
 * file is found again under the rights that hold then.
 */
export function defineFileDownload<Input extends z.ZodType>(
  operation: Operation<Input, z.ZodString>,
  find: (ctx: OperationContext, input: z.output<Input>) => Promise<KeptFile>,
): DownloadExecutable<Input> {
  return {
    operation,
    async open(invocation, raw, range) {
      const call = admit(invocation, operation, raw);
      const within = <Result>(work: (file: KeptFile) => Promise<Result>): Promise<Result> =>
        withAuthorisedContext(invocation, call, { readOnly: true }, async (ctx) => work(await find(ctx, call.input)));
      const piece = (from: number, to: number) => within((file) => file.read(from, Math.min(to, from + bytesAtOnce)));
      const opened = await within(async (file) => {
        const { fileName, contentType, sizeBytes } = file;
        const asked = byteRangeOf(range, sizeBytes);
        const { from, to } = asked ?? { from: 0, to: sizeBytes };
        const first = await file.read(from, Math.min(to, from + bytesAtOnce));
        return { fileName, contentType, stretch: { from, to, sizeBytes, isPart: asked !== undefined }, first };
      });
      const { first, stretch, ...facts } = opened;
      return { ...facts, stretch, pieces: following(first, stretch, piece) };
    },
  };
}

async function* following(
  first: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  piece: (from: number, to: number) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let at = from + first.length; at < to; ) {
    const next = await piece(at, to);
    // A file that was shortened under its reader breaks off; ended properly, it would look complete.
    if (next.length === 0) throw new Error('The file ended before its end');
    yield next;
    at += next.length;
  }
}
