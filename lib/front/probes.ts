import type { ServerResponse } from 'node:http';

/** What /ready reports: `failing` takes this process out of the load balancer, `degraded` only says what is not well. */
export interface Readiness {
  readonly draining: boolean;
  /** Reasons why calls cannot be served here, by part. */
  readonly failing: Readonly<Record<string, string>>;
  /** Where calls are recorded here; absent in a process that serves none. */
  readonly records?: 'journal' | 'database' | undefined;
  /** Parts that do not work although calls are served. */
  readonly degraded: Readonly<Record<string, string>>;
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/**
 * Answers the probes of an orchestrator and returns true, or leaves the request alone. `/health` says that the process
 * works at all (restart it otherwise) and asks nothing else; `/ready` says whether to send it calls.
 */
export function answerProbe(path: string, response: ServerResponse, readiness: () => Readiness): boolean {
  if (path === '/api/v1/health') {
    answer(response, 200, { status: 'ok' });
    return true;
  }
  if (path !== '/api/v1/ready') return false;
  const { draining, failing, degraded, records } = readiness();
  const ready = !draining && Object.keys(failing).length === 0;
  const status = draining ? 'draining' : !ready ? 'not_ready' : Object.keys(degraded).length > 0 ? 'degraded' : 'ready';
  answer(response, ready ? 200 : 503, { status, ...(records === undefined ? {} : { records }), ...failing, ...degraded });
  return true;
}
