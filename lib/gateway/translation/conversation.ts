/** Something that a caller said and where: the JSON pointer of the field, for the error of who cannot say it. */
export interface Said<Value> {
  readonly value: Value;
  readonly at: string;
}

/** Whose models read a seal. */
export type Issuer = 'anthropic' | 'gemini' | 'openai';

/** What a provider puts on thinking so that its models can read it again: a signature, or the thinking itself, encrypted. */
export interface Seal {
  readonly issuer: Issuer;
  readonly data: string;
}

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  /** Anthropic's `cache_control`, as sent. */
  readonly cacheMark?: unknown;
}

export type MediaSource =
  /** Base64. */
  | { readonly from: 'data'; readonly mediaType: string; readonly data: string }
  | { readonly from: 'url'; readonly url: string; readonly mediaType?: string | undefined }
  | { readonly from: 'text'; readonly text: string };

export type Medium = 'image' | 'document' | 'audio' | 'video';

export interface MediaPart {
  readonly kind: 'media';
  readonly medium: Medium;
  readonly source: MediaSource;
  readonly title?: string | undefined;
  /** How finely OpenAI is to look at a picture. */
  readonly detail?: string | undefined;
  readonly cacheMark?: unknown;
  /** Pointer of what says which medium it is. */
  readonly at: string;
  /** Pointer of what says where it lies. */
  readonly sourceAt: string;
}

export interface ThoughtPart {
  readonly kind: 'thought';
  readonly text: string;
  /** Null where nobody signed it. */
  readonly seal: Seal | null;
  /** The seal holds the thinking itself, which only its issuer can read. */
  readonly isRedacted: boolean;
}

export interface CallPart {
  readonly kind: 'call';
  readonly id: string;
  readonly name: string;
  /** A JSON object. */
  readonly input: unknown;
  /** Gemini's signature of the thinking that led to the call. */
  readonly seal?: string | undefined;
}

export interface ResultPart {
  readonly kind: 'result';
  readonly callId: string;
  readonly content: readonly (TextPart | MediaPart)[];
  readonly hasFailed: boolean;
  /** Pointer of the call's id. */
  readonly at: string;
}

/** What one side says at a time; those who speak may do so several times in a row. */
export type Turn =
  | { readonly role: 'system'; readonly parts: readonly TextPart[] }
  | { readonly role: 'user'; readonly parts: readonly (TextPart | MediaPart | ResultPart)[] }
  | { readonly role: 'assistant'; readonly parts: readonly (TextPart | ThoughtPart | CallPart)[] };

export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON schema of the arguments; undefined where the tool takes none. */
  readonly schema: unknown;
  readonly strict?: boolean | undefined;
  readonly cacheMark?: unknown;
}

export interface ToolChoice {
  readonly mode: 'auto' | 'none' | 'any';
  /** The only tools that may be called; empty where all may. */
  readonly names: readonly string[];
}

export type OutputFormat =
  | { readonly kind: 'json'; readonly at: string }
  | {
      readonly kind: 'schema';
      readonly schema: object;
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly strict?: boolean | undefined;
      readonly at: string;
    };

export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** How much a model is to think. */
export interface Reasoning {
  readonly effort?: Said<Effort> | undefined;
  /** In tokens. */
  readonly budget?: Said<number> | undefined;
  /** The caller wants to see it. */
  readonly isShown?: boolean | undefined;
}

/**
 * A request for an answer, as no protocol says it and every one can be told in: what the readers of requests make and
 * their writers take. What is absent was not said, or is what every model does anyway.
 */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** Pointer of the list of turns. */
  readonly turnsAt: string;
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice?: Said<ToolChoice> | undefined;
  readonly parallelCalls?: Said<boolean> | undefined;
  readonly outputTokensMax?: number | undefined;
  readonly reasoning: Reasoning;
  readonly format?: OutputFormat | undefined;
  readonly temperature?: Said<number> | undefined;
  readonly topP?: number | undefined;
  readonly topK?: Said<number> | undefined;
  readonly seed?: Said<number> | undefined;
  readonly presencePenalty?: Said<number> | undefined;
  readonly frequencyPenalty?: Said<number> | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly choices?: Said<number> | undefined;
  readonly logprobs?: Said<boolean> | undefined;
  readonly topLogprobs?: Said<number> | undefined;
  readonly verbosity?: Said<string> | undefined;
  readonly serviceTier?: Said<'auto' | 'default'> | undefined;
  /** Names the person who asks. */
  readonly user?: string | undefined;
  readonly isStreamed: boolean;
}
