import { invalidField } from '../json/invalid-field.ts';
import { MultipartForm } from '../multipart/multipart-form.ts';
import { readSaid } from '../protection/read-said.ts';
import type { Said } from '../protection/said.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { connectionTarget } from './connection-target.ts';
import type { FindCourse } from './course.ts';
import { isLookedInto } from './guard-course.ts';
import { readObject } from './object-body.ts';
import { type BatchFile, readBatchFile } from './read-batch-file.ts';
import { routeFor } from './route-for.ts';
import { findOwn, storeOf } from './store-of.ts';

/** What a file says; of one for a batch, each line for itself. */
function saidIn(bytes: Buffer, batch: BatchFile | null): Said {
  const said = readSaid(bytes, { source: batch === null ? 'tool' : 'user', isRequests: batch !== null });
  return batch?.hasUnread === true ? { ...said, hasUnread: () => true } : said;
}

/** POST /files: a form with a file and what it is for. What a batch is to be made of is read first. */
export const uploadFile: FindCourse = async (call, caller, { ask }) => {
  const store = storeOf(call.runtime);
  const form = new MultipartForm(ask.toBody({ model: '', reportUsage: false }), ask.contentType);
  const purpose = form.text('purpose') ?? '';
  if (purpose === '') throw invalidField('purpose', '"purpose" must say what the file is for, such as "batch".');
  const [file, ...more] = form.files('file');
  if (file === undefined) throw invalidField('file', '"file" is missing.');
  // What is read here has to be what the provider keeps, and of two files it might take the other one.
  if (more.length > 0) throw invalidField('file', 'The field "file" is there twice; send one file at a time.');
  const batch = purpose === 'batch' ? await readBatchFile(call, caller, form.bytesOf(file)) : null;
  const route = batch?.target ?? routeFor(call, caller, 'file');
  const { connectionId } = route.connection;
  return {
    target: connectionTarget(route, { method: 'POST', path: '/files' }),
    ...(isLookedInto(caller) ? { said: saidIn(form.bytesOf(file), batch) } : {}),
    complete: (answer) =>
      store.keep(attributionOf(caller.principal), {
        kind: 'file',
        connectionId,
        ...readObject(answer),
        purpose,
        work: batch?.work ?? null,
      }),
  };
};

/** GET /files/{id} */
export const getFile =
  (id: string): FindCourse =>
  async (call, caller) => {
    const { object, route, owner } = await findOwn(call, caller, 'file', id);
    return {
      target: connectionTarget(route, { method: 'GET', path: `/files/${encodeURIComponent(id)}` }),
      complete: (answer) => storeOf(call.runtime).refresh(owner, object.id, readObject(answer).body),
    };
  };

/** GET /files/{id}/content */
export const getFileContent =
  (id: string): FindCourse =>
  async (call, caller) => {
    const { route } = await findOwn(call, caller, 'file', id);
    return { target: connectionTarget(route, { method: 'GET', path: `/files/${encodeURIComponent(id)}/content` }) };
  };

/** DELETE /files/{id} */
export const deleteFile =
  (id: string): FindCourse =>
  async (call, caller) => {
    const { object, route, owner } = await findOwn(call, caller, 'file', id);
    return {
      target: connectionTarget(route, { method: 'DELETE', path: `/files/${encodeURIComponent(id)}` }),
      complete: () => storeOf(call.runtime).remove(owner, object.id),
    };
  };
