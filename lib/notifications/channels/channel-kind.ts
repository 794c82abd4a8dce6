import type { ChannelSettings } from '#lib/contracts/channels.ts';
import type { AddressPolicy, UpstreamTransport } from '#lib/outbound/index.ts';
import type { NotificationMessage } from '../message.ts';

/** A channel with its secrets opened, for one message. */
export interface ChannelAddress {
  readonly tenantId: string;
  readonly url: string | null;
  readonly settings: ChannelSettings;
  /** The one in use first; a former one that still signs behind it. */
  readonly secrets: readonly string[];
}

/** What sending needs of the process. */
export interface ChannelMeans {
  readonly transport: UpstreamTransport;
  readonly policy: AddressPolicy;
  readonly now: () => number;
  /** Where people reach the console, without a slash at its end. */
  readonly publicUrl: string;
  /** Writes an e-mail that the mail job sends. */
  readonly mail: (tenantId: string, recipients: readonly string[], message: NotificationMessage) => Promise<void>;
}

/** What came of one attempt. `gone`: the receiver says for good that it is not there. */
export interface SendResult {
  readonly kind: 'taken' | 'failed' | 'gone';
  /** HTTP status, where there was an answer. */
  readonly status: number | null;
  /** For people; holds no secret. */
  readonly note: string;
  /** How long the receiver asks to be left alone. */
  readonly retryAfterMs?: number;
}

/** One way to tell somebody: a file in this folder and a line in `index.ts`. */
export interface ChannelKind {
  /** What its secret is: an address that is judged by the guard, a key, one that we make, or none. */
  readonly secret: 'address' | 'key' | 'made' | 'none';
  /** Whether it has been tried against the vendor's live service, and not only against a simulator of its documentation. */
  readonly isVerifiedLive: boolean;
  /** `id` names the message to the receiver, over all attempts. */
  send(means: ChannelMeans, address: ChannelAddress, message: NotificationMessage, id: string): Promise<SendResult>;
}
