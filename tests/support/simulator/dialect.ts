/** A tool, whatever protocol declares it. */
export interface SimulatedTool {
  readonly name: string;
  /** JSON Schema of its arguments. */
  readonly schema: unknown;
}

/** What a request asks for, whatever protocol it came in. */
export interface SimulatedAsk {
  readonly model: string;
  readonly streamed: boolean;
  readonly system: string;
  /** Text of the last turn. */
  readonly text: string;
  /** What the assistant is to have said already: a last turn of its own, which the answer goes on from; null where there is none. */
  readonly begun: string | null;
  readonly tools: readonly SimulatedTool[];
  /** The tool that has to be called; empty for any of them, null where the model decides. */
  readonly forcedTool: string | null;
  /** JSON Schema of the answer; null for prose. */
  readonly schema: unknown;
  readonly pictures: number;
  /** Results of tools in the last turn. */
  readonly toolResults: readonly string[];
  readonly reportsUsage: boolean;
}

export interface SimulatedCall {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** An answer before it is told in a protocol. Calls of tools and text exclude each other. */
export interface SimulatedAnswer {
  readonly pieces: readonly string[];
  readonly calls: readonly SimulatedCall[];
  /** Null where the provider is to leave it out. */
  readonly usage: { readonly input: number; readonly output: number } | null;
}

/** One whole event on the wire. */
export type SimulatedEvent = string | Buffer;

/** An answer as a stream, in parts that faults can be put between. */
export interface SimulatedStream {
  readonly opening: readonly SimulatedEvent[];
  readonly content: readonly SimulatedEvent[];
  /** The reason to stop, and usage. */
  readonly closing: readonly SimulatedEvent[];
  /** The event after which nothing follows; empty where the protocol has none. */
  readonly end: readonly SimulatedEvent[];
}

export type SimulatedErrorKind = 'rate_limited' | 'server_error' | 'unavailable' | 'context_too_long' | 'content_filter';

export interface SimulatedError {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** A provider's wire protocol as the provider speaks it, written from its public API reference. */
export interface Dialect {
  readonly name: 'chat' | 'responses' | 'messages' | 'gemini' | 'bedrock invoke' | 'bedrock converse';
  /** The content type of its streams. */
  readonly streamType: string;
  /** Undefined where the path is not of this protocol. */
  read(path: string, body: unknown): SimulatedAsk | undefined;
  whole(ask: SimulatedAsk, answer: SimulatedAnswer): object;
  stream(ask: SimulatedAsk, answer: SimulatedAnswer): SimulatedStream;
  error(kind: SimulatedErrorKind): SimulatedError;
  /** An error told inside a stream. */
  errorEvent(words: string): SimulatedEvent;
  /** An event that is whole on the wire and holds no whole JSON. */
  readonly brokenEvent: SimulatedEvent;
}
