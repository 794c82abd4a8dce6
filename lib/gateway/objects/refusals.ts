import { AppError } from '#lib/core/errors.ts';
import type { ObjectKind } from '#lib/objects/object-store.ts';

const words: Readonly<Record<ObjectKind, string>> = { file: 'file', batch: 'batch', fine_tuning_job: 'fine-tuning job' };

/** The answer for what is not there, and for what is another's: nobody can tell which. */
export const notThere = (kind: ObjectKind, id: string): AppError =>
  new AppError('not_found', { detail: `There is no ${words[kind]} "${id.slice(0, 100)}" that this key could see.` });

/** No connection can take it. */
export const notKept = (): AppError =>
  new AppError('no_connection', {
    detail:
      'No connection of this tenant takes files, batches and fine-tuning jobs, or not the one that the header x-tollgate-connection names. Add a connection to OpenAI or to what speaks its API.',
  });

/** The connection that has it is not active any more. */
export const connectionGone = (kind: ObjectKind): AppError =>
  new AppError('no_connection', { detail: `The connection that has this ${words[kind]} is disabled or gone. Ask an administrator.` });
