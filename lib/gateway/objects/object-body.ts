import { AppError } from '#lib/core/errors.ts';
import type { NewObject, ObjectBody, ProviderObject } from '#lib/objects/object-store.ts';
import { asRecord, parseJson } from '../json/as-record.ts';

const idBytesMax = 2_000;

/** The object in a provider's answer. Throws AppError('provider_error') for an answer that has none, or none with an id. */
export function readObject(answer: Buffer): { readonly providerId: string; readonly body: ObjectBody } {
  const body = asRecord(parseJson(answer.toString()));
  const id = body?.id;
  if (body !== undefined && typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= idBytesMax) return { providerId: id, body };
  throw new AppError('provider_error', { detail: 'The provider’s answer is no object with an id.' });
}

const madeFields = { output_file_id: 'batch_output', error_file_id: 'batch_output' } as const;

/** The files that a provider made for a batch or a fine-tuning job, as far as the object names them. */
export function filesMadeFor({ kind, connectionId }: ProviderObject, body: ObjectBody): readonly NewObject[] {
  const results = kind === 'fine_tuning_job' && Array.isArray(body.result_files) ? body.result_files : [];
  const named: readonly (readonly [unknown, string])[] = [
    ...Object.entries(madeFields).map(([field, purpose]) => [body[field], purpose] as const),
    ...results.map((id: unknown) => [id, 'fine-tune-results'] as const),
  ];
  return named.flatMap(([id, purpose]): NewObject[] => {
    if (typeof id !== 'string' || id === '' || Buffer.byteLength(id) > idBytesMax) return [];
    const file = { id, object: 'file', purpose, created_at: body.completed_at ?? body.created_at ?? 0, filename: `${purpose}.jsonl` };
    return [{ kind: 'file', connectionId, providerId: id, purpose, body: file, work: null }];
  });
}
