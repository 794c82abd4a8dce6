import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { Invocation, OperationContext } from './context.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** A piece of a file, and where the next one begins; null after the last. */
export interface FilePart<Cursor> {
  /** Bytes where the file is no text. */
  readonly text: string | Uint8Array;
  readonly next: Cursor | null;
}

export interface DownloadParts<Input, Cursor> {
  /** Name of the file, from what was asked. */
  fileName(input: Input): string;
  /** One of the declared content types, where there are several; the first unless said. */
  contentType?(input: Input): string;
  /**
   * Reads one piece in a transaction of its own, authorised each time: a large file holds no connection while a slow reader
   * takes it, and one whose right ends gets no more of it. `from` is undefined for the first piece.
   */
  read(ctx: OperationContext, input: Input, from: Cursor | undefined): Promise<FilePart<Cursor>>;
}

export interface Download {
  readonly fileName: string;
  /** Undefined: the first that is declared. */
  readonly contentType?: string | undefined;
  readonly pieces: AsyncGenerator<string | Uint8Array>;
  /** Which bytes of how many these are; absent for files that are made as they are read. `to` is exclusive. */
  readonly stretch?: { readonly from: number; readonly to: number; readonly sizeBytes: number; readonly isPart: boolean };
}

export interface DownloadExecutable<Input extends z.ZodType = z.ZodType> {
  readonly operation: Operation<Input, z.ZodString>;
  /**
   * The first piece is read before this resolves, so that refusals still have a status of their own. `range` is the header of
   * that name; files that are made as they are read are whole all the same.
   */
  open(invocation: Invocation, raw: unknown, range?: string | null): Promise<Download>;
}

/** Carries out an export: a file in pieces, of any size, with memory for one. */
export function defineDownload<Input extends z.ZodType, Cursor>(
  operation: Operation<Input, z.ZodString>,
  parts: DownloadParts<z.output<Input>, Cursor>,
): DownloadExecutable<Input> {
  return {
    operation,
    async open(invocation, raw) {
      const call = admit(invocation, operation, raw);
      const read = (from: Cursor | undefined) =>
        withAuthorisedContext(invocation, call, { readOnly: true }, (ctx) => parts.read(ctx, call.input, from));
      const contentType = parts.contentType?.(call.input);
      return { fileName: parts.fileName(call.input), contentType, pieces: following(await read(undefined), read) };
    },
  };
}

async function* following<Cursor>(
  first: FilePart<Cursor>,
  read: (from: Cursor) => Promise<FilePart<Cursor>>,
): AsyncGenerator<string | Uint8Array> {
  yield first.text;
  for (let { next } = first; next !== null; ) {
    const part = await read(next);
    yield part.text;
    ({ next } = part);
  }
}
