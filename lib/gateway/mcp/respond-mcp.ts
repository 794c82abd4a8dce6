import { AppError } from '#lib/core/errors.ts';
import { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import { isStateless } from '#lib/mcp/protocol-versions.ts';
import { UpstreamFailure, type UpstreamHead } from '#lib/outbound/index.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { localHits, noteHits } from '../guardrails/find-hits.ts';
import { guardBody, textsOfBody } from '../guardrails/guard-body.ts';
import { asList, asRecord, parseJson } from '../json/as-record.ts';
import { filterAnswer } from '../protection/filter-answer.ts';
import { type AnswerGuard, answerGuardOf, guardedBody } from '../proxy/answer-guard.ts';
import { codeOfStatus } from '../proxy/code-of-status.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { servedHeaders, streamType } from '../stages/answer-headers.ts';
import { type Answering, failureError } from '../stages/attempt.ts';
import { brokenOff } from '../stages/broken-off.ts';
import { headerOf } from '../stages/header-of.ts';
import { collectBody } from '../stages/inspect.ts';
import { type Outcome, settle } from '../stages/settle.ts';
import { cutLists } from './cut-list.ts';
import { EventRelay } from './event-relay.ts';
import type { McpVisit } from './mcp-visit.ts';
import { sealSession } from './session-name.ts';
import { shownItems } from './shown-items.ts';
import { toolLabel } from './tool-label.ts';

/** Everything that an answer passes through. */
interface Scene {
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly asked: Asked;
  readonly target: RoutedTarget;
  readonly answering: Answering;
  readonly visit: McpVisit;
}

/** What of the server's head is the caller's; the rest is of its site and its connection. */
const passedHeaders = ['mcp-protocol-version', 'retry-after', 'allow'];

function headersOf({ call, caller, visit }: Scene, head: UpstreamHead, contentType: string | undefined): string[] {
  const headers = [...servedHeaders(call), ...(contentType === undefined ? [] : ['content-type', contentType])];
  for (const name of passedHeaders) {
    const value = headerOf(head, name);
    if (value !== undefined) headers.push(name, value);
  }
  const session = isStateless(visit.version) ? undefined : headerOf(head, 'mcp-session-id');
  if (session !== undefined) headers.push('mcp-session-id', sealSession(call.runtime, caller, visit.server, session));
  return headers;
}

const isAnswerTo = (message: unknown, id: unknown): boolean => {
  const record = asRecord(message);
  return record !== undefined && record.id === id && (record.result !== undefined || record.error !== undefined);
};

/** What became of the call of a tool, by the answer to it. A tool that says it failed has worked, and is paid for. */
function outcomeOf({ call, visit }: Scene, httpStatus: number, answer: unknown): Outcome {
  const message = asRecord(answer);
  call.mayBeBilled = message?.result !== undefined;
  if (message?.result === undefined) return { status: 'failed', httpStatus, errorCode: 'provider_rejected' };
  call.rawUsage = message.result;
  if (asRecord(message.result)?.isError === true) return { status: 'failed', httpStatus, errorCode: 'provider_error' };
  const { toolCall, server } = visit;
  if (toolCall !== undefined) call.runtime.mcp.tools.add(server.connection.connectionId, toolCall.name);
  return { status: 'succeeded', httpStatus, errorCode: null };
}

/** What became of it where the server gave no answer to it in its own words. */
function unansweredOutcome({ call }: Scene, httpStatus: number): Outcome {
  const refused = codeOfStatus(httpStatus);
  call.mayBeBilled = refused === null;
  return { status: refused === null ? 'succeeded' : 'failed', httpStatus, errorCode: refused };
}

/** Writes the event of a tool's call. A tool that nobody had listed and that the server has carried out goes by its name now. */
async function settleAs({ call, caller, asked, target, visit }: Scene, outcome: Outcome): Promise<void> {
  const { toolCall, server } = visit;
  if (toolCall === undefined) return;
  const model = toolLabel(server, call.runtime.mcp.tools, toolCall.name);
  call.isModelKnown = model === asked.ask.model;
  if (model !== target.model) call.target = { ...target, model };
  await settle(call, caller, asked, outcome);
}

/** Refuses what is no answer for the caller: a rejected credential is nothing that he could mend, and redirects lead past the gateway. */
async function assertPassable({ call, target, answering }: Scene): Promise<void> {
  const { head, exchange } = answering;
  const isRejected = head.status === 401 || head.status === 403;
  if (isRejected || (head.status >= 300 && head.status < 400)) {
    if (head.status === 401 && target.provider.exchange !== undefined) call.runtime.accessTokens.forget(target.connection.connectionId);
    const body = await collectBody(call, exchange, 4_096, true).catch(() => Buffer.alloc(0));
    call.throwIfStopped();
    throw target.provider.toError({ head, body, connection: target.connection });
  }
  const encoding = headerOf(head, 'content-encoding');
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('provider_error', { detail: `The tool server compressed its answer (${encoding}) although it was asked not to.` });
}

/** One message of a stream as the caller may have it, as far as that can be told at once: webhooks are asked about the answer of a tool. */
function guardedEvent(call: GatewayCall, { filter, guardrails }: AnswerGuard, json: Buffer): Buffer {
  const told = filter === null ? json : filterAnswer(filter, json, 'application/json');
  for (const text of guardrails.length === 0 ? [] : textsOfBody(told))
    noteHits(call, localHits(guardrails, 'output', new GuardedText([{ source: 'answer', text }])));
  return told;
}

async function respondStream(scene: Scene, guard: AnswerGuard | null): Promise<void> {
  const { call, target, answering, visit } = scene;
  const { exchange, head } = answering;
  const { toolCall } = visit;
  const relay = new EventRelay(call, exchange, {
    isShown: shownItems(visit.server, call.runtime.mcp.tools),
    isAnswer: (data) => toolCall !== undefined && isAnswerTo(parseJson(data), toolCall.id),
    fromFailure: (failure) => brokenOff(failureError(call, target, failure)),
    ...(guard === null ? {} : { change: (json: Buffer) => guardedEvent(call, guard, json) }),
  });
  call.mayBeBilled = toolCall !== undefined;
  const headers = headersOf(scene, head, streamType);
  headers.push('cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no');
  call.start(head.status, headers);
  // The head goes out at once: a stream can be silent for long.
  call.responder.write(Buffer.alloc(0));
  if (toolCall === undefined) relay.release();
  exchange.read(relay);
  if (toolCall !== undefined) {
    const answer = await relay.answered;
    if (answer === null && !relay.isResumable)
      throw new AppError('stream_interrupted', { detail: 'The tool server ended its answer early.' });
    // A stream that goes on elsewhere brings its answer there, where nobody could tell whose call it was.
    if (guard !== null && answer !== null) await guardBody(call, guard.guardrails, Buffer.from(answer));
    await settleAs(scene, answer === null ? unansweredOutcome(scene, head.status) : outcomeOf(scene, head.status, parseJson(answer)));
    relay.release();
  }
  await relay.ended;
  call.responder.end();
}

async function collect({ call, target, answering }: Scene): Promise<Buffer> {
  try {
    return await collectBody(call, answering.exchange, call.runtime.settings.answerBytesMax, false);
  } catch (failure) {
    throw failure instanceof UpstreamFailure ? failureError(call, target, failure) : failure;
  }
}

/** The message among those of a whole answer that the call of a tool waited for. */
function answerIn(body: Buffer, id: unknown): unknown {
  const parsed = parseJson(body.toString());
  return Array.isArray(parsed) ? asList(parsed).find((message) => isAnswerTo(message, id)) : isAnswerTo(parsed, id) ? parsed : undefined;
}

async function respondWhole(scene: Scene, contentType: string | undefined, guard: AnswerGuard | null): Promise<void> {
  const { call, answering, visit } = scene;
  const { status } = answering.head;
  const body = await collect(scene);
  const isJson = contentType?.startsWith('application/json') === true && body.length > 0;
  const cut = isJson ? cutLists(body, shownItems(visit.server, call.runtime.mcp.tools)) : body;
  if (cut === null) throw new AppError('provider_error', { detail: 'The tool server’s answer is not JSON.' });
  const answer = isJson && visit.toolCall !== undefined ? answerIn(body, visit.toolCall.id) : undefined;
  const outcome = answer === undefined ? unansweredOutcome(scene, status) : outcomeOf(scene, status, answer);
  const told = guard === null ? cut : await guardedBody(call, scene.asked, guard, cut);
  await settleAs(scene, outcome);
  const headers = headersOf(scene, answering.head, contentType);
  if (status !== 204) headers.push('content-length', String(told.length));
  call.start(status, [...headers, 'cache-control', 'no-store']);
  call.responder.end(told);
}

/** Passes a server's answer on: its status, its bytes but for what the caller may not see, and the session under the caller's name of it. */
export async function respondMcp(scene: Scene): Promise<void> {
  const { call, answering, target } = scene;
  const { head } = answering;
  call.upstreamStatus = head.status;
  call.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
  await assertPassable(scene);
  const contentType = headerOf(head, 'content-type');
  const isStream = contentType?.startsWith('text/event-stream') === true && head.status < 300;
  const guard = answerGuardOf(call, scene.caller, head);
  await (isStream ? respondStream(scene, guard) : respondWhole(scene, contentType, guard));
  if (head.status < 500) call.runtime.circuits.succeeded(target);
  else call.runtime.circuits.undecided(target);
}
