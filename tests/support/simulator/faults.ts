import type { SimulatedErrorKind } from './dialect.ts';

/** How a provider misbehaves; times in milliseconds. */
export type Fault =
  | { readonly kind: 'error'; readonly error: SimulatedErrorKind; readonly retryAfter: string | null }
  /** The connection is closed before an answer. */
  | { readonly kind: 'reset' }
  /** Accepted, and then nothing for ever. */
  | { readonly kind: 'silent' }
  /** The answer waits; streams send their head at once. */
  | { readonly kind: 'late'; readonly afterMs: number }
  /** Half of the answer, then the connection breaks, ends as if all were said, or stays open and silent. */
  | { readonly kind: 'half'; readonly ending: 'break' | 'end' | 'hang' | 'error' }
  /** One event of the stream is no JSON; without streaming the whole answer is none. */
  | { readonly kind: 'malformed' }
  /** All but the event that ends the stream; the connection stays open. */
  | { readonly kind: 'no_end' }
  | { readonly kind: 'no_usage' }
  /** The fault for so many requests to a model, then none for as many, and again. */
  | { readonly kind: 'in_turn'; readonly fault: Fault; readonly requests: number };

const error = (kind: SimulatedErrorKind, retryAfter: string | null = null): Fault => ({ kind: 'error', error: kind, retryAfter });

/** Every fault by the name that a model (`sim-<fault>`), a header or the control address calls it. */
export const faults = {
  'rate-limited': error('rate_limited', '1'),
  'rate-limited-long': error('rate_limited', '60'),
  'rate-limited-bare': error('rate_limited'),
  'error-once': { kind: 'in_turn', fault: error('server_error'), requests: 1 },
  'server-error': error('server_error'),
  unavailable: error('unavailable'),
  reset: { kind: 'reset' },
  silent: { kind: 'silent' },
  late: { kind: 'late', afterMs: 5_000 },
  cut: { kind: 'half', ending: 'break' },
  truncated: { kind: 'half', ending: 'end' },
  stall: { kind: 'half', ending: 'hang' },
  'error-event': { kind: 'half', ending: 'error' },
  malformed: { kind: 'malformed' },
  'no-end': { kind: 'no_end' },
  'no-usage': { kind: 'no_usage' },
  'context-too-long': error('context_too_long'),
  'content-filter': error('content_filter'),
  flapping: { kind: 'in_turn', fault: error('unavailable'), requests: 5 },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name);

/** The fault that the name of a model asks for; undefined where it asks for none. */
export function faultOfModel(model: string): FaultName | undefined {
  const name = /(?:^|\/)sim-(.+)$/.exec(model)?.[1] ?? '';
  return isFaultName(name) ? name : undefined;
}
