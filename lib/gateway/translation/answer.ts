import type { Issuer, Seal, TextPart, ThoughtPart } from './conversation.ts';

/** Why an answer ended. What is not known is an `end`. */
export type StopReason = 'end' | 'length' | 'tool_calls' | 'refusal';

/** Tokens of a call. `input` are the fresh ones alone; `output` counts `reasoning` in. */
export interface Usage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  /** Of input and output; undefined where the provider tells none apart. */
  readonly inputAudio?: number | undefined;
  readonly outputAudio?: number | undefined;
}

export interface TokenProbability {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

export interface AnswerCall {
  readonly kind: 'call';
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it; may be empty. */
  readonly arguments: string;
  /** Gemini's signature of the thinking that led to the call. */
  readonly seal?: string | undefined;
}

export type AnswerPart = TextPart | ThoughtPart | AnswerCall | { readonly kind: 'refusal'; readonly text: string };

export interface Choice {
  readonly index: number;
  readonly parts: readonly AnswerPart[];
  readonly stop: StopReason;
  readonly logprobs?: readonly TokenProbability[] | undefined;
}

/** A complete answer, as no protocol says it. There is one choice at least. */
export interface Answer {
  /** As the provider sent it. */
  readonly id: unknown;
  readonly model: unknown;
  readonly choices: readonly [Choice, ...Choice[]];
  readonly usage: Usage;
}

/** What one event of a stream says. Thoughts and calls are counted from 0 in each choice. */
export type AnswerEvent =
  | { readonly kind: 'start'; readonly id: unknown; readonly model: unknown }
  | { readonly kind: 'text'; readonly choice: number; readonly text: string }
  | { readonly kind: 'refusal'; readonly choice: number; readonly text: string }
  | {
      readonly kind: 'thought';
      readonly choice: number;
      readonly thought: number;
      readonly text: string;
      /** Who will seal the thought; undefined where nobody does. */
      readonly issuer?: Issuer | undefined;
    }
  /** Ends the thought; a redacted one has no other event. */
  | { readonly kind: 'seal'; readonly choice: number; readonly thought: number; readonly seal: Seal; readonly isRedacted: boolean }
  | {
      readonly kind: 'call';
      readonly choice: number;
      readonly call: number;
      readonly id: string;
      readonly name: string;
      readonly seal?: string | undefined;
    }
  /** A piece of the arguments' JSON text, never empty. */
  | { readonly kind: 'arguments'; readonly choice: number; readonly call: number; readonly text: string }
  | { readonly kind: 'logprobs'; readonly choice: number; readonly tokens: readonly TokenProbability[] }
  | { readonly kind: 'stop'; readonly choice: number; readonly stop: StopReason }
  /** Of the whole call so far. */
  | { readonly kind: 'usage'; readonly usage: Usage };

/** Reads one stream of a provider's. Tolerant: what it does not know says nothing. */
export interface EventReader {
  /** What the data of one event says. Throws AppError('provider_error') for what cannot be told. */
  read(data: string): readonly AnswerEvent[];
}

/** Tells one stream to a caller, as the text of whole events. */
export interface EventWriter {
  write(event: AnswerEvent): string;
  /** What is still owed once everything was read; to be called once. */
  finish(): string;
  /** The last event, of protocols where it depends on the answer. */
  end?(): string;
}

/** No tokens: where nothing was told. */
export const noTokens: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };
