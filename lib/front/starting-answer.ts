import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '#lib/core/errors.ts';
import { problemOf } from '#lib/http/render-problem.ts';

/** Why the console does not answer, in words for the person who waits. */
export type ConsoleState = 'building' | 'starting' | 'restarting' | 'unreachable';

const reasons: Readonly<Record<ConsoleState, string>> = {
  building: 'The console is being built. This happens once after a change and takes a minute or two.',
  starting: 'The console is starting.',
  restarting: 'The console stopped and is starting again.',
  unreachable: 'The console cannot be reached.',
};

const retryAfterSeconds = 2;

const page = (reason: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tollgate is starting</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="${retryAfterSeconds}">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style></head>
<body><h1>One moment</h1><p>${reason}</p><p>The gateway already answers calls. This page looks again by itself.</p></body></html>
`;

/** 503 with Retry-After: a page for browsers that looks again by itself, problem+json for everybody else. */
export function answerStarting(
  request: IncomingMessage,
  response: ServerResponse,
  state: ConsoleState,
  requestId: string,
  requestUuid: string,
): void {
  const reason = reasons[state];
  const html = (request.headers.accept ?? '').includes('text/html');
  const error = new AppError('starting', { detail: reason });
  const body = html ? page(reason) : JSON.stringify(problemOf(error, requestUuid));
  response.writeHead(error.status, {
    'content-type': html ? 'text/html; charset=utf-8' : 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': String(retryAfterSeconds),
    'x-request-id': requestId,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
