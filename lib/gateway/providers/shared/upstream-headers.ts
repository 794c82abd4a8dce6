import type { Ask } from '../../protocols/protocol.ts';
import type { RequestContext } from '../provider.ts';

/** The headers of a call: what every provider is told, and what is this one's `own`, such as its credential. Names and values alternate. */
export function upstreamHeaders(ask: Ask, context: RequestContext, own: readonly string[]): string[] {
  const headers = [
    'content-type',
    ask.contentType ?? 'application/json',
    'accept',
    ask.accept ?? (ask.streamed ? 'text/event-stream' : 'application/json'),
    // The bytes are scanned as they pass, so they must not be compressed.
    'accept-encoding',
    'identity',
    'user-agent',
    'tollgate',
    ...own,
  ];
  if (context.traceparent !== undefined) headers.push('traceparent', context.traceparent);
  return headers;
}
