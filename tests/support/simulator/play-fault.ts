import type { ServerResponse } from 'node:http';
import { composeAnswer } from './compose-answer.ts';
import type { Dialect, SimulatedAsk, SimulatedEvent, SimulatedStream } from './dialect.ts';
import type { Fault } from './faults.ts';

/** Between two events of a stream, so that each travels alone. */
const eventMs = 2;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const json = { 'content-type': 'application/json' };

function playError(response: ServerResponse, dialect: Dialect, fault: Extract<Fault, { kind: 'error' }>): void {
  const { status, headers, body } = dialect.error(fault.error);
  response.writeHead(status, { ...json, ...headers, ...(fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter }) });
  response.end(JSON.stringify(body));
}

/** Half of a whole answer is no JSON, so a faulty one can only break, hang or be rubbish. */
function playWhole(response: ServerResponse, dialect: Dialect, ask: SimulatedAsk, fault: Fault | undefined): void {
  const answer = composeAnswer(ask);
  const body = JSON.stringify(dialect.whole(ask, fault?.kind === 'no_usage' ? { ...answer, usage: null } : answer));
  if (fault?.kind === 'malformed') {
    response.writeHead(200, json).end(body.slice(0, body.length / 2));
    return;
  }
  if (fault?.kind !== 'half') {
    response.writeHead(200, json).end(body);
    return;
  }
  if (fault.ending === 'error') {
    playError(response, dialect, { kind: 'error', error: 'unavailable', retryAfter: null });
    return;
  }
  response.writeHead(200, { ...json, 'content-length': String(Buffer.byteLength(body)) });
  response.write(body.slice(0, body.length / 2), () => {
    if (fault.ending !== 'hang') response.socket?.destroy();
  });
}

/** The events to send under a fault. */
function eventsUnder(
  dialect: Dialect,
  { opening, content, closing, end }: SimulatedStream,
  fault: Fault | undefined,
): readonly SimulatedEvent[] {
  const half = content.slice(0, Math.max(1, Math.floor(content.length / 2)));
  switch (fault?.kind) {
    case 'half':
      return [...opening, ...half, ...(fault.ending === 'error' ? [dialect.errorEvent('The simulator ran out of breath.')] : [])];
    case 'malformed':
      return [...opening, ...half, dialect.brokenEvent, ...content.slice(half.length), ...closing, ...end];
    case 'no_end':
      return [...opening, ...content, ...closing];
    default:
      return [...opening, ...content, ...closing, ...end];
  }
}

async function playStream(response: ServerResponse, dialect: Dialect, ask: SimulatedAsk, fault: Fault | undefined): Promise<void> {
  const answer = composeAnswer(ask);
  const stream = dialect.stream(ask, fault?.kind === 'no_usage' ? { ...answer, usage: null } : answer);
  if (!response.headersSent) response.writeHead(200, { 'content-type': dialect.streamType });
  for (const event of eventsUnder(dialect, stream, fault)) {
    if (response.destroyed) return;
    response.write(event);
    await pause(eventMs);
  }
  const isHalf = fault?.kind === 'half';
  if (isHalf && fault.ending === 'break') response.socket?.destroy();
  else if (fault?.kind !== 'no_end' && !(isHalf && fault.ending === 'hang')) response.end();
}

/** Answers as a provider with this fault does; as a sound one where there is none. */
export async function playFault(response: ServerResponse, dialect: Dialect, ask: SimulatedAsk, fault: Fault | undefined): Promise<void> {
  switch (fault?.kind) {
    case 'error':
      playError(response, dialect, fault);
      return;
    case 'silent':
      return;
    case 'reset':
      response.socket?.destroy();
      return;
    case 'late':
      // The head of a stream comes at once: it is the first token that is late.
      if (ask.streamed) response.writeHead(200, { 'content-type': dialect.streamType }).flushHeaders();
      await pause(fault.afterMs);
  }
  if (response.destroyed) return;
  if (ask.streamed) await playStream(response, dialect, ask, fault);
  else playWhole(response, dialect, ask, fault);
}
