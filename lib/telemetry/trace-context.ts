/** Where a call stands in a trace; ids in hexadecimal. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the root of a trace. */
  readonly parentSpanId: string | null;
  readonly isSampled: boolean;
}

/** Version 00 of the header; others are read as far as they agree with it (W3C Trace Context, section 3.2). */
const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The place of a call in its caller's trace, or in one of its own. The span's id comes of the call's id, so that it need not
 * be kept: the last 64 bits of a UUID v7 are random.
 */
export function traceContextOf(callId: string, traceparent: string | undefined): TraceContext {
  const hex = callId.replaceAll('-', '');
  const spanId = hex.slice(16);
  const match = traceparent === undefined ? null : pattern.exec(traceparent);
  if (match === null) return { traceId: hex, spanId, parentSpanId: null, isSampled: true };
  const [, traceId = hex, parentSpanId = null, flags = '01'] = match;
  return { traceId, spanId, parentSpanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header that makes whoever is called next a child of this call. */
export const traceparentFor = ({ traceId, spanId, isSampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
