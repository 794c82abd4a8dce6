import type { Endpoint } from '../endpoints.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { FindCourse } from './course.ts';
import { deleteFile, getFile, getFileContent, uploadFile } from './file-courses.ts';
import { listObjects } from './list-objects.ts';
import { batchesProtocol, contentProtocol, filesProtocol, fineTuningProtocol, uploadProtocol } from './object-protocol.ts';
import { createBatch, createFineTuningJob, followWork, readOfJob } from './work-courses.ts';

const call = (method: string, protocol: CallProtocol, findCourse: FindCourse): Endpoint => ({ method, protocol, findCourse });

/** Collections, by their path. */
const collections: ReadonlyMap<string, readonly Endpoint[]> = new Map([
  ['/files', [{ method: 'GET', answer: listObjects('file') }, call('POST', uploadProtocol, uploadFile)]],
  ['/batches', [{ method: 'GET', answer: listObjects('batch') }, call('POST', batchesProtocol, createBatch)]],
  ['/fine_tuning/jobs', [{ method: 'GET', answer: listObjects('fine_tuning_job') }, call('POST', fineTuningProtocol, createFineTuningJob)]],
] as const satisfies readonly (readonly [string, readonly Endpoint[]])[]);

/** An object of a collection and, at most, what is asked of it. */
const objectPath = /^(\/files|\/batches|\/fine_tuning\/jobs)\/([^/]+)(?:\/([a-z]+))?$/;

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

function ofFile(id: string, action: string | undefined): readonly Endpoint[] {
  if (action === 'content') return [call('GET', contentProtocol, getFileContent(id))];
  if (action !== undefined) return [];
  return [call('GET', filesProtocol, getFile(id)), call('DELETE', filesProtocol, deleteFile(id))];
}

function ofBatch(id: string, action: string | undefined): readonly Endpoint[] {
  if (action === undefined) return [call('GET', batchesProtocol, followWork('batch', id, 'GET'))];
  return action === 'cancel' ? [call('POST', batchesProtocol, followWork('batch', id, 'POST', '/cancel'))] : [];
}

function ofJob(id: string, action: string | undefined): readonly Endpoint[] {
  if (action === undefined) return [call('GET', fineTuningProtocol, followWork('fine_tuning_job', id, 'GET'))];
  if (action === 'events' || action === 'checkpoints') return [call('GET', fineTuningProtocol, readOfJob(id, action))];
  const isChange = action === 'cancel' || action === 'pause' || action === 'resume';
  return isChange ? [call('POST', fineTuningProtocol, followWork('fine_tuning_job', id, 'POST', `/${action}`))] : [];
}

/** The endpoints at a path of files, batches and fine-tuning jobs, one for each method; empty for every other path. */
export function objectEndpointsAt(path: string): readonly Endpoint[] {
  const collection = collections.get(path);
  if (collection !== undefined) return collection;
  const found = objectPath.exec(path);
  const id = decoded(found?.[2] ?? '');
  if (found === null || id === undefined) return [];
  if (found[1] === '/files') return ofFile(id, found[3]);
  return found[1] === '/batches' ? ofBatch(id, found[3]) : ofJob(id, found[3]);
}
