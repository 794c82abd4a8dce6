import type { UpstreamRequest } from '#lib/outbound/index.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import { MultipartForm } from '../../multipart/multipart-form.ts';
import { fromId, type IdKind, type SandboxFile, toId } from './kept-in-id.ts';
import { SandboxRefusal } from './read-sandbox-request.ts';
import { renderError } from './render-answer.ts';
import { type SandboxStep, wholeSteps } from './sandbox-step.ts';

/** How long a batch seems to work. */
const batchSeconds = 3;

type Steps = readonly SandboxStep[];

/** Answers one line of a batch as the endpoint it names would; the body of an answer, and its status. */
export type AnswerLine = (path: string, body: Buffer) => Promise<{ readonly status: number; readonly body: Buffer }>;

const answer = (object: object): Steps => wholeSteps(200, Buffer.from(JSON.stringify(object)));
const nothing = (id: string): Steps =>
  wholeSteps(404, renderError(`The sandbox has no "${id.slice(0, 40)}".`, 'invalid_request_error', 'not_found', 'id'));
const now = (): number => Math.floor(Date.now() / 1000);

const fileObject = (id: string, { name, purpose, content, createdAt }: SandboxFile) => ({
  id,
  object: 'file',
  bytes: Buffer.byteLength(content),
  created_at: createdAt,
  filename: name,
  purpose,
  status: 'processed',
});

function created(kind: IdKind, file: SandboxFile): string {
  const id = toId(kind, file);
  if (id !== undefined) return id;
  throw new SandboxRefusal(
    'file',
    'The sandbox keeps small files only, of a few kilobytes of text: it has no disk, and a file is its own id.',
  );
}

function upload(body: Buffer, contentType: string | undefined): Steps {
  const form = new MultipartForm(body, contentType);
  const [part] = form.files('file');
  if (part === undefined) throw new SandboxRefusal('file', 'file is missing.');
  const content = form.bytesOf(part).toString();
  const file = { name: part.filename ?? 'file', purpose: form.text('purpose') ?? 'user_data', content, createdAt: now() };
  return answer(fileObject(created('file', file), file));
}

const inputOf = (batch: SandboxFile): SandboxFile => ({ ...batch, purpose: 'batch', createdAt: Number(batch.purpose) });

/** A batch tells its end by its age alone. */
function batchObject(id: string, file: SandboxFile): object {
  const lines = file.content.split('\n').filter((line) => line.trim() !== '');
  const isDone = now() - file.createdAt >= batchSeconds;
  return {
    id,
    object: 'batch',
    endpoint: asRecord(parseJson(lines[0] ?? ''))?.url ?? '',
    input_file_id: toId('file', inputOf(file)),
    completion_window: '24h',
    status: isDone ? 'completed' : 'in_progress',
    created_at: file.createdAt,
    completed_at: isDone ? file.createdAt + batchSeconds : null,
    output_file_id: isDone ? (toId('output', file) ?? null) : null,
    error_file_id: null,
    errors: null,
    request_counts: { total: lines.length, completed: isDone ? lines.length : 0, failed: 0 },
  };
}

function createBatch(body: Buffer): Steps {
  const request = asRecord(parseJson(body.toString()));
  const fileId = typeof request?.input_file_id === 'string' ? request.input_file_id : '';
  const input = fromId('file', fileId);
  if (input?.purpose !== 'batch') throw new SandboxRefusal('input_file_id', 'The sandbox has no such file for a batch.');
  // In place of its purpose, which is known, stands when the file came: with that its id can be told again.
  const file = { ...input, purpose: String(input.createdAt), createdAt: now() };
  return answer(batchObject(created('batch', file), file));
}

async function outputOf({ content }: SandboxFile, answerLine: AnswerLine): Promise<Buffer> {
  const lines: string[] = [];
  for (const text of content.split('\n').filter((line) => line.trim() !== '')) {
    const line = asRecord(parseJson(text));
    const path = typeof line?.url === 'string' ? line.url.replace(/^\/v1/, '') : '';
    const { status, body } = await answerLine(path, Buffer.from(JSON.stringify(line?.body ?? {})));
    const response = { status_code: status, request_id: `req_${lines.length}`, body: parseJson(body.toString()) };
    lines.push(JSON.stringify({ id: `batch_req_${lines.length}`, custom_id: line?.custom_id ?? null, response, error: null }));
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function ofFile(method: string, id: string, action: string | undefined, answerLine: AnswerLine): Promise<Steps> {
  const file = fromId('file', id);
  const output = fromId('output', id);
  if (file === undefined && output === undefined) return nothing(id);
  const content = output === undefined ? Buffer.from(file?.content ?? '') : await outputOf(output, answerLine);
  if (action === 'content') return wholeSteps(200, content, { 'content-type': 'application/octet-stream' });
  if (method === 'DELETE') return answer({ id, object: 'file', deleted: true });
  if (file !== undefined) return answer(fileObject(id, file));
  const made = { name: 'batch_output.jsonl', purpose: 'batch_output', content: content.toString(), createdAt: output?.createdAt ?? 0 };
  return answer(fileObject(id, made));
}

/** Files and batches of the sandbox; undefined for other paths. Throws SandboxRefusal. */
export async function scriptObjects(
  { method, path }: Pick<UpstreamRequest, 'method' | 'path'>,
  sent: Buffer,
  contentType: string | undefined,
  answerLine: AnswerLine,
): Promise<Steps | undefined> {
  const found = /^\/(files|batches)(?:\/([^/?]+)(?:\/([a-z]+))?)?$/.exec(path);
  if (found === null) return undefined;
  const [, collection, id, action] = found;
  if (id === undefined) return collection === 'files' ? upload(sent, contentType) : createBatch(sent);
  if (collection === 'files') return ofFile(method, decodeURIComponent(id), action, answerLine);
  if (action === 'cancel') throw new SandboxRefusal('id', 'The sandbox ends its batches within seconds; there is nothing to cancel.');
  const batch = fromId('batch', id);
  return batch === undefined ? nothing(id) : answer(batchObject(id, batch));
}
