import { AppError } from '#lib/core/errors.ts';
import { mayBatch } from '#lib/mcp/protocol-versions.ts';
import { arrayElements } from '../json/array-elements.ts';
import { asList, asRecord, parseJson } from '../json/as-record.ts';
import { readBody } from '../json/read-body.ts';
import { type RequestDocument, RequestFields } from '../json/request-document.ts';
import { McpRefusal, rpcCodes } from './mcp-refusal.ts';

/** Something that policy decides about. */
export interface McpSubject {
  readonly kind: 'tool' | 'resource' | 'prompt';
  /** A name, or the URI of a resource. */
  readonly name: string;
}

/** One message of JSON-RPC, as far as it matters here. */
export interface McpMessage {
  /** Undefined for the answer to something that the server asked. */
  readonly method: string | undefined;
  /** The id as it was written; undefined for notifications. */
  readonly idJson: string | undefined;
  readonly subjects: readonly McpSubject[];
  /** The version that the message says itself (from 2026-07-28 on). */
  readonly version: string | undefined;
}

const batchMax = 100;

const messageFields = new RequestFields(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
const paramsFields = new RequestFields(['name', 'uri', 'ref', 'notifications', '_meta']);
const refFields = new RequestFields(['type', 'name', 'uri']);
const listenFields = new RequestFields(['resourceSubscriptions']);

type Params = RequestDocument<'name' | 'uri' | 'ref' | 'notifications' | '_meta'>;

/** A part of a document as a document of its own; undefined where it is missing or no object. */
function within<Outer extends string, Inner extends string>(
  document: RequestDocument<Outer>,
  name: Outer,
  fields: RequestFields<Inner>,
): RequestDocument<Inner> | undefined {
  const field = document.expect(name, 'object', 'an object');
  return field === undefined ? undefined : fields.read(document.body.subarray(field.start, field.end));
}

function textOf<Name extends string>(document: RequestDocument<Name> | undefined, name: Name): string {
  const text = document?.text(name, 'a text');
  if (text !== undefined) return text;
  throw new McpRefusal('invalid_request', { rpcCode: rpcCodes.invalidParams, detail: `"params" has no "${name}", which must be a text.` });
}

/** What `completion/complete` asks to complete: arguments of a prompt or of a template of resources. */
function completed(params: Params | undefined): McpSubject {
  const ref = params === undefined ? undefined : within(params, 'ref', refFields);
  return ref?.text('type', 'a text') === 'ref/prompt'
    ? { kind: 'prompt', name: textOf(ref, 'name') }
    : { kind: 'resource', name: textOf(ref, 'uri') };
}

/** The resources whose changes a listener wants to be told of. */
function listened(params: Params | undefined): readonly McpSubject[] {
  const wanted = params === undefined ? undefined : within(params, 'notifications', listenFields);
  const list = wanted?.expect('resourceSubscriptions', 'array', 'a list');
  if (wanted === undefined || list === undefined) return [];
  const uris = asList(parseJson(wanted.body.toString('utf8', list.start, list.end)));
  return uris.map((uri) => ({ kind: 'resource', name: String(uri) }));
}

function subjectsOf(method: string, params: Params | undefined): readonly McpSubject[] {
  switch (method) {
    case 'tools/call':
      return [{ kind: 'tool', name: textOf(params, 'name') }];
    case 'prompts/get':
      return [{ kind: 'prompt', name: textOf(params, 'name') }];
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return [{ kind: 'resource', name: textOf(params, 'uri') }];
    case 'completion/complete':
      return [completed(params)];
    case 'subscriptions/listen':
      return listened(params);
    default:
      return [];
  }
}

const versionKey = 'io.modelcontextprotocol/protocolVersion';

function versionIn(params: Params | undefined): string | undefined {
  const meta = params?.expect('_meta', 'object', 'an object');
  if (params === undefined || meta === undefined) return undefined;
  const version = asRecord(parseJson(params.body.toString('utf8', meta.start, meta.end)))?.[versionKey];
  return typeof version === 'string' ? version : undefined;
}

function readMessage(bytes: Buffer): McpMessage {
  const document = messageFields.read(bytes);
  if (document.text('jsonrpc', '"2.0"') !== '2.0')
    throw new AppError('invalid_request', { detail: 'This is no message of JSON-RPC: "jsonrpc" must be "2.0".' });
  const id = document.expect('id', ['string', 'number'], 'a text or a number');
  const idJson = id === undefined ? undefined : bytes.toString('utf8', id.start, id.end);
  const method = document.text('method', 'the name of a method');
  if (method === undefined) return { method, idJson, subjects: [], version: undefined };
  const params = within(document, 'params', paramsFields);
  return { method, idJson, subjects: subjectsOf(method, params), version: versionIn(params) };
}

/**
 * The messages of a request's body. Fields that are there twice, or in another case, could mean one thing to us and another
 * to the server, so they are refused. Throws AppError('malformed_json' | 'invalid_request').
 */
export function readMessages(body: Buffer, version: string): readonly McpMessage[] {
  const isBatch = /^[ \n\r\t]*\[/.test(body.toString('latin1', 0, 64));
  if (!isBatch) return [readMessage(body)];
  if (!mayBatch(version))
    throw new AppError('invalid_request', { detail: `The protocol version ${version} has one message in a request, not a list.` });
  const elements = readBody(body, (bytes) => arrayElements(bytes));
  if (elements.length === 0 || elements.length > batchMax)
    throw new AppError('invalid_request', { detail: `A list of messages has 1 to ${batchMax} of them.` });
  return elements.map(({ start, end }) => readMessage(body.subarray(start, end)));
}
