import type { z } from 'zod';
import type { AuditTargetKind, AuditTarget as Resource } from '#lib/contracts/audit-targets.ts';
import type { AddressPolicy, UpstreamTransport } from '#lib/outbound/index.ts';
import type { OpenedEntry } from '../logged-entries.ts';

/** A target with its credential opened, for one delivery. */
export interface TargetAddress {
  readonly kind: AuditTargetKind;
  readonly tenantId: string;
  readonly name: string;
  readonly url: string | null;
  readonly settings: z.output<typeof Resource>['settings'];
  readonly credential: string | null;
}

/** What deliveries need of the process. */
export interface DeliveryMeans {
  readonly transport: UpstreamTransport;
  readonly policy: AddressPolicy;
  /** Certificate authorities that TLS targets may be signed by, besides the system's. */
  readonly ca?: string;
  readonly now: () => number;
  /** Writes messages that the mail job sends. */
  readonly mail: (tenantId: string, recipients: readonly string[], checkpoint: SignedCheckpoint) => Promise<void>;
}

export interface SignedCheckpoint {
  readonly origin: string;
  readonly epoch: number;
  readonly size: bigint;
  readonly note: string;
}

/** A run of entries; archives also get the tiles that became full in it, and the checkpoint behind it. */
export interface EntryBatch {
  readonly epoch: number;
  readonly first: bigint;
  readonly end: bigint;
  readonly entries: readonly OpenedEntry[];
  /** Personal values of each entry, sealed by the key of the person, in the order of the entries. */
  readonly sealed: readonly Readonly<Record<string, string>>[];
  readonly tiles: readonly { readonly path: string; readonly hashes: Buffer }[];
  readonly checkpoint: SignedCheckpoint | null;
}

/** Says why a target did not take what was sent; its message is shown, so it holds no secret. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
}

/** A kind of target: what it is sent, and how. `send` resolves when all of it was taken; it may be sent again. */
export type TargetKind = EntryTarget | CheckpointTarget;

export interface EntryTarget {
  readonly carries: 'entries';
  readonly entriesMax: bigint;
  /** Whether tiles and sealed values are wanted. */
  readonly isArchive: boolean;
  send(means: DeliveryMeans, target: TargetAddress, batch: EntryBatch): Promise<void>;
}

export interface CheckpointTarget {
  readonly carries: 'checkpoints';
  readonly everyMinutes: number;
  send(means: DeliveryMeans, target: TargetAddress, checkpoint: SignedCheckpoint): Promise<void>;
}

/** Shown as the product's version in what is sent. */
export const productVersion = '0.1.0';
