/**
 * The models of the sandbox. Two answer like models of two sizes, one makes embeddings, one speaks, one listens, one does both in a session; the others each play one fault of real providers, so
 * that clients, dashboards and tests can see it without breaking anything.
 */

export type SandboxFault =
  | { readonly kind: 'error'; readonly status: number }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** The answer begins and never goes on. */
  | { readonly kind: 'stall' }
  /** Nothing ever comes back. */
  | { readonly kind: 'silent' }
  /** One event of the stream is no JSON; without streaming the whole answer is none. */
  | { readonly kind: 'malformed' }
  /** The stream is complete but for its [DONE], and the connection stays open. */
  | { readonly kind: 'no_done' }
  /** No usage is reported. */
  | { readonly kind: 'no_usage' }
  /** More tokens are written, and reported, than the request allows. */
  | { readonly kind: 'overrun' };

export interface SandboxModel {
  readonly name: string;
  readonly answers: 'chat' | 'embeddings' | 'speech' | 'transcription' | 'realtime';
  /** Time to the first token, and between tokens. */
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  /** Sentences of an answer, from and to. */
  readonly sentences: readonly [number, number];
  readonly fault: SandboxFault | null;
}

const small = { answers: 'chat', firstTokenMs: 40, tokenMs: 3, sentences: [2, 4] } as const;
const faulty = (name: string, fault: SandboxFault): SandboxModel => ({ name: `sandbox-${name}`, ...small, fault });

export const sandboxModels: readonly SandboxModel[] = [
  { name: 'sandbox-small', ...small, fault: null },
  { name: 'sandbox-large', answers: 'chat', firstTokenMs: 120, tokenMs: 6, sentences: [4, 8], fault: null },
  { ...small, name: 'sandbox-embedding', answers: 'embeddings', fault: null },
  { ...small, name: 'sandbox-speech', answers: 'speech', fault: null },
  { ...small, name: 'sandbox-transcription', answers: 'transcription', fault: null },
  { ...small, name: 'sandbox-realtime', answers: 'realtime', fault: null },
  // Like the small one, but the price catalogue gives it no price.
  { name: 'sandbox-unpriced', ...small, fault: null },
  { name: 'sandbox-slow', answers: 'chat', firstTokenMs: 1_500, tokenMs: 60, sentences: [2, 4], fault: null },
  ...[400, 401, 429, 500, 503].map((status) => faulty(`error-${status}`, { kind: 'error', status })),
  faulty('cut', { kind: 'cut' }),
  faulty('stall', { kind: 'stall' }),
  faulty('silent', { kind: 'silent' }),
  faulty('malformed', { kind: 'malformed' }),
  faulty('no-done', { kind: 'no_done' }),
  faulty('no-usage', { kind: 'no_usage' }),
  faulty('overrun', { kind: 'overrun' }),
];

const byName = new Map(sandboxModels.map((model) => [model.name, model]));

export const sandboxModelNamed = (name: string): SandboxModel | undefined => byName.get(name);
