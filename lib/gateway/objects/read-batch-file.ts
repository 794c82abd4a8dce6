import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '#lib/core/errors.ts';
import type { FileWork } from '#lib/objects/object-store.ts';
import { callBound } from '../billing/call-bound.ts';
import { canonicalJson } from '../cache/canonical-json.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { asRecord, parseJson } from '../json/as-record.ts';
import { FieldNames } from '../json/field-names.ts';
import { readBody } from '../json/read-body.ts';
import { scanDocument } from '../json/scan-object.ts';
import { hasUnread } from '../protection/require-readable.ts';
import { openAiChatCompletions } from '../protocols/openai-chat-completions.ts';
import { openAiEmbeddings } from '../protocols/openai-embeddings.ts';
import { openAiModerations } from '../protocols/openai-moderations.ts';
import { openAiResponses } from '../protocols/openai-responses.ts';
import type { Ask, CallProtocol } from '../protocols/protocol.ts';
import type { Target } from '../providers/provider.ts';
import { sentModel } from '../providers/shared/sent-model.ts';
import { allowedTargets } from '../stages/resolve.ts';
import { batchCost } from './batch-cost.ts';
import { namedConnection } from './route-for.ts';

/** What a batch can be made of (OpenAI's reference, POST /batches, `endpoint`). */
const batchable: ReadonlyMap<string, CallProtocol> = new Map([
  ['/v1/chat/completions', openAiChatCompletions],
  ['/v1/responses', openAiResponses],
  ['/v1/embeddings', openAiEmbeddings],
  ['/v1/moderations', openAiModerations],
]);

const linesMax = 50_000;
/** Lines read between two turns of the event loop. */
const linesPerSlice = 200;
const lineFeed = 10;
const anything = { fields: new FieldNames([]) };

/** A file of requests as it can be worked off. */
export interface BatchFile {
  readonly target: Target;
  readonly work: FileWork;
  /** Some line has a picture or a sound, or names what only the provider sees. */
  readonly hasUnread: boolean;
}

const refuse = (line: number, detail: string): AppError =>
  new AppError('invalid_request', {
    detail: `Line ${line} of the file: ${detail}`,
    errors: [{ pointer: '/file', detail: `line ${line}: ${detail}` }],
  });

function* linesOf(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(lineFeed, start);
    const end = feed === -1 ? bytes.length : feed;
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}

/** One request of a file: which kind of call, for which model, and its body. */
interface Line {
  readonly url: string;
  readonly protocol: CallProtocol;
  readonly model: string;
  readonly body: Buffer;
}

/** Which of two fields with one name counts is for each parser to say: one model could be priced here, and another one be asked there. */
function assertClear(bytes: Buffer, number: number): void {
  try {
    // Also finds what is nested so deep that reading it on would end this process's stack.
    readBody(bytes, (body) => scanDocument(body, anything));
  } catch (error) {
    throw error instanceof AppError ? refuse(number, error.detail) : error;
  }
  if (canonicalJson(bytes) === null) throw refuse(number, 'a name is there twice in one object; send it once.');
}

function readLine(text: string, number: number): Line {
  assertClear(Buffer.from(text), number);
  const line = asRecord(parseJson(text));
  if (line === undefined) throw refuse(number, 'it is not a JSON object.');
  const url = typeof line.url === 'string' ? line.url : '';
  const protocol = batchable.get(url);
  if (line.method !== 'POST' || protocol === undefined)
    throw refuse(number, `"method" must be POST and "url" one of ${[...batchable.keys()].join(', ')}.`);
  const body = asRecord(line.body);
  const model = body?.model;
  if (body === undefined || typeof model !== 'string') throw refuse(number, '"body" must be an object with the name of a model.');
  return { url, protocol, model, body: Buffer.from(JSON.stringify(body)) };
}

/** The models that a connection calls by this name of its own (deployments). */
const modelsCalled = (caller: Caller, name: string): readonly string[] =>
  caller.tenant.connections.flatMap(({ modelNames = {} }) =>
    Object.entries(modelNames).flatMap(([model, own]) => (own === name && model !== name ? [model] : [])),
  );

/** Where the file goes: to a provider that works batches off and knows the model by the name that stands in the file. */
function targetOf(call: GatewayCall, caller: Caller, { protocol, model }: Line): Target {
  const name = namedConnection(call);
  const fits = (one: Target): boolean =>
    one.translation === null &&
    one.provider.keeps?.kinds.includes('batch') === true &&
    (name === undefined || one.connection.name === name);
  for (const deployed of modelsCalled(caller, model)) {
    const target = allowedTargets(call.runtime, caller, deployed, protocol.name, false).find(
      (one) => fits(one) && sentModel(one) === model,
    );
    if (target !== undefined) return target;
  }
  const target = allowedTargets(call.runtime, caller, model, protocol.name, false).find(fits);
  if (target === undefined) throw refuse(1, `no connection that serves "${model}" works batches off.`);
  if (sentModel(target) === model) return target;
  throw refuse(1, `write the model as the provider names it: "${sentModel(target)}". The lines of a file are not changed.`);
}

function askIn(line: Line, number: number): Ask {
  try {
    const ask = line.protocol.readAsk(line.body, '', '');
    if (ask.streamed) throw refuse(number, 'a request in a batch is not streamed.');
    return ask;
  } catch (error) {
    if (error instanceof AppError && error.errors[0]?.pointer !== '/file') throw refuse(number, error.detail);
    throw error;
  }
}

/**
 * Reads a file of requests for a batch to its end: all of one kind and for one model that this key may use, so that its
 * cost is known before any of it is spent. Throws AppError naming the line, and what `resolve` throws for the model.
 */
export async function readBatchFile(call: GatewayCall, caller: Caller, bytes: Buffer): Promise<BatchFile> {
  let first: Line | undefined;
  let target: Target | undefined;
  let lines = 0;
  let number = 0;
  let boundNanoUsd = 0n;
  let isUnread = false;
  for (const text of linesOf(bytes)) {
    number += 1;
    if (text.trim() === '') continue;
    const line = readLine(text, number);
    lines += 1;
    if (lines > linesMax) throw refuse(number, `a file has at most ${linesMax} requests.`);
    first ??= line;
    target ??= targetOf(call, caller, line);
    if (line.url !== first.url || line.model !== first.model)
      throw refuse(number, 'all requests of a file must name one url and one model.');
    const ask = askIn(line, number);
    boundNanoUsd += callBound(target, ask).nanoUsd;
    isUnread ||= hasUnread(ask);
    if (lines % linesPerSlice === 0) await nextTurn();
  }
  if (first === undefined || target === undefined) throw refuse(1, 'it has no request.');
  const { url, protocol } = first;
  // Rules and prices know the model by its name, whatever its deployment is called.
  const { model } = target;
  const bound = batchCost(boundNanoUsd, target.provider);
  return {
    target,
    hasUnread: isUnread,
    work: { protocol: protocol.name, url, model, lines, boundNanoUsd: bound.toString(), isPriced: target.price !== undefined },
  };
}
