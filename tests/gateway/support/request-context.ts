import type { RequestContext } from '#lib/gateway/providers/provider.ts';

/** What goes upstream beside a request whose caller sent these headers (names in lower case) and that trace context. */
export const requestContext = (headers: Readonly<Record<string, string>> = {}, traceparent?: string): RequestContext => ({
  traceparent,
  caller: { header: (name) => headers[name] },
});
