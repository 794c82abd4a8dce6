import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type MetricFamily, metricsContentType, renderMetrics } from '#lib/core/metric-family.ts';

/** Answers a request for the metrics and returns true, or leaves the request alone. */
export type MetricsAnswer = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** What a proxy adds: then whoever asks is not who is connected. */
const isForwarded = ({ headers }: IncomingMessage): boolean =>
  ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);

const isLocal = (request: IncomingMessage): boolean => loopback.test(request.socket.remoteAddress ?? '') && !isForwarded(request);

/**
 * Serves `/api/v1/metrics` in Prometheus' text format. With a token it has to be shown; without one, only programs on this
 * host are answered, because the numbers tell how much is spent. Whoever may not is told that there is nothing.
 */
export function answerMetrics(token: string | undefined, families: () => readonly MetricFamily[]): MetricsAnswer {
  const wanted = token === undefined ? undefined : digestOf(`Bearer ${token}`);
  const mayRead = (request: IncomingMessage): boolean =>
    wanted === undefined ? isLocal(request) : timingSafeEqual(wanted, digestOf(request.headers.authorization ?? ''));
  return (path, request, response) => {
    if (path !== '/api/v1/metrics') return false;
    const isAnswered = request.method === 'GET' && mayRead(request);
    const text = isAnswered ? renderMetrics(families()) : 'Not found\n';
    response.writeHead(isAnswered ? 200 : 404, {
      'content-type': isAnswered ? metricsContentType : 'text/plain',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    response.end(text);
    return true;
  };
}
