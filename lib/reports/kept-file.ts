import type { OperationContext } from '#lib/command/context.ts';
import type { KeptFile } from '#lib/command/define-file-download.ts';
import { AppError } from '#lib/core/errors.ts';
import { findFiles, readFileBytes } from '#lib/files/index.ts';

/** A stored file as downloads take it; `not_found` for one that is gone, or never was. */
export async function keptFile(ctx: Pick<OperationContext, 'tx' | 'tenantId'>, fileId: string | null): Promise<KeptFile> {
  const [file] = await findFiles(ctx, fileId === null ? [] : [fileId]);
  if (file === undefined) throw new AppError('not_found', { detail: 'There is no file, or its time is over.' });
  const { id, name: fileName, contentType, sizeBytes } = file;
  return { fileName, contentType, sizeBytes, read: (from, to) => readFileBytes(ctx, id, from, to) };
}
