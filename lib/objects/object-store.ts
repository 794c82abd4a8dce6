import type { CallAttribution, Hold } from '#lib/usage/usage-event.ts';

/** Kinds of things that callers leave at a provider. */
export type ObjectKind = 'file' | 'batch' | 'fine_tuning_job';

/** A JSON object as a provider told it; unknown fields are kept. */
export type ObjectBody = Readonly<Record<string, unknown>>;

/** What a file of requests asks for, and the most that it can cost: known when it comes, and held when it is worked off. */
export interface FileWork {
  /** Of the calls in it, such as `openai.chat_completions`. */
  readonly protocol: string;
  /** The path that every line names, such as `/v1/chat/completions`. */
  readonly url: string;
  /** As the provider names it: a batch is for one model. */
  readonly model: string;
  readonly lines: number;
  /** Nano-USD as a decimal number, at the price of batches. */
  readonly boundNanoUsd: string;
  readonly isPriced: boolean;
}

/** One thing at a provider, and whose it is. */
export interface ProviderObject {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly connectionId: string;
  /** '' as long as the provider has not told it. */
  readonly providerId: string;
  readonly purpose: string | null;
  readonly body: ObjectBody;
  readonly work: FileWork | null;
  readonly reservationId: string | null;
}

/** What is known of an object before it is stored. */
export interface NewObject {
  readonly kind: ObjectKind;
  readonly connectionId: string;
  readonly providerId: string;
  readonly purpose: string | null;
  readonly body: ObjectBody;
  readonly work: FileWork | null;
}

/** A page of a list in the manner of OpenAI's API. */
export interface ObjectPage {
  readonly objects: readonly ProviderObject[];
  readonly hasMore: boolean;
}

export interface ObjectQuery {
  readonly kind: ObjectKind;
  /** The provider's id of the object behind which the page begins. */
  readonly after: string | null;
  readonly limit: number;
  readonly isAscending: boolean;
  readonly purpose: string | null;
}

/**
 * Remembers whose the things at providers are. Every method looks at the objects of one owner (the team of a key, else its
 * user, else the key alone) in one tenant: what is another's is not there. All reject with `database_unavailable` when the
 * database is out of reach.
 */
export interface ObjectStore {
  find(owner: CallAttribution, kind: ObjectKind, providerId: string): Promise<ProviderObject | undefined>;
  /** Undefined where `after` names nothing. */
  list(owner: CallAttribution, query: ObjectQuery): Promise<ObjectPage | undefined>;
  /** Stores what costs nothing by itself. Storing what is there already changes nothing. */
  keep(owner: CallAttribution, object: NewObject): Promise<void>;
  /** Holds the money of long work and notes that it is being asked for; the hold's id names both from then on. */
  hold(hold: Hold, object: NewObject): Promise<void>;
  /** The provider took the work on, under its id. */
  begun(owner: CallAttribution, holdId: string, providerId: string, body: ObjectBody): Promise<void>;
  /** The provider certainly did not take it on: the money is free again. */
  release(owner: CallAttribution, holdId: string): Promise<void>;
  refresh(owner: CallAttribution, id: string, body: ObjectBody): Promise<void>;
  remove(owner: CallAttribution, id: string): Promise<void>;
}
