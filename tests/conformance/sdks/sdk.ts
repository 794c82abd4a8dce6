/** What every story asks for, in no SDK's terms. */
export interface Question {
  readonly model: string;
  readonly text: string;
  readonly system?: string;
  /** A PNG. */
  readonly picture?: Buffer;
  readonly signal?: AbortSignal;
}

/** What an SDK told its user. */
export interface Told {
  readonly text: string;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

export interface Called {
  readonly name: string;
  readonly arguments: unknown;
}

/** The wire protocol that an SDK's calls arrive in. */
export type SdkProtocol = 'chat' | 'responses' | 'messages' | 'gemini';

/** An SDK as its users use it, set up with nothing but an address and a key. It tries nothing twice. */
export interface Sdk {
  chat(question: Question): Promise<Told>;
  /** Calls `onPiece` with each piece of text as it comes. */
  stream(question: Question, onPiece: (text: string) => void): Promise<Told>;
  /** The calls of the two tools below that the model wants. */
  callTools(question: Question, isStreamed: boolean): Promise<readonly Called[]>;
  /** Has the model call a tool, gives it the result `forty-two`, and returns what it says then. */
  toolRound(question: Question): Promise<string>;
  /** An object by `moodSchema`. */
  structured(question: Question): Promise<unknown>;
  /** Null where the SDK makes none. */
  readonly embed: ((model: string, texts: readonly string[]) => Promise<readonly (readonly number[])[]>) | null;
  /** The HTTP status in an error of the SDK; undefined for what is no error of its own about an answer. */
  statusOf(error: unknown): number | undefined;
}

export interface SdkKind {
  readonly name: string;
  readonly protocol: SdkProtocol;
  /** Its count of a stream's tokens is its own sum of several events, and differs from the provider's even without a gateway. */
  readonly countsStreamsItself?: true;
  /** `origin` is the gateway's address up to `/api`. */
  open(origin: string, key: string): Sdk;
}

export const toolResult = 'forty-two';

/** Two tools; the simulated model calls those that a question names. */
export const toolSchemas = [
  {
    name: 'look_up',
    description: 'Looks a place up',
    schema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'], additionalProperties: false },
  },
  {
    name: 'weigh_it',
    description: 'Weighs a thing',
    schema: { type: 'object', properties: { grams: { type: 'integer' } }, required: ['grams'], additionalProperties: false },
  },
] as const;

export const moodSchema = {
  type: 'object',
  title: 'mood',
  properties: { mood: { type: 'string', enum: ['good'] }, score: { type: 'integer' } },
  required: ['mood', 'score'],
  additionalProperties: false,
} as const;

/** The `status` or `statusCode` of an error or of what caused it. */
export function statusIn(error: unknown): number | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('status' in at && typeof at.status === 'number') return at.status;
    if ('statusCode' in at && typeof at.statusCode === 'number') return at.statusCode;
  }
  return undefined;
}

export const dataUrl = (picture: Buffer): string => `data:image/png;base64,${picture.toString('base64')}`;
