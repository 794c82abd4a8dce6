import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, transactionId } from './columns.ts';
import { tenant } from './organization.ts';

/** Position in a tree, or its size. */
const position = (name: string) => bigint(name, { mode: 'bigint' });

/** A tenant's Merkle log: its head, its keys, and whether it goes on. Written by the sequencer alone. */
export const auditLog = pgTable(
  'audit_log',
  {
    tenantId: tenantId(),
    /** Counts the restores: each begins a tree of its own. */
    epoch: integer('epoch').notNull(),
    /** First part of the origin, such as `gateway.example.com`; stays as it was when the log began. */
    host: text('host').notNull(),
    treeSize: position('tree_size').notNull(),
    root: bytes('root').notNull(),
    /** Leaf hash of the newest leaf, over all epochs; 32 zero bytes before the first. */
    lastLeafHash: bytes('last_leaf_hash').notNull(),
    publicKey: bytes('public_key').notNull(),
    /** Ed25519 seed ‖ key that seals the subjects' keys, sealed by the master key. */
    sealedSecrets: bytes('sealed_secrets').notNull(),
    masterKeyId: text('master_key_id').notNull(),
    /** Why the sequencer does not go on; null while it does. */
    problem: text('problem'),
    createdAt: createdAt(),
    sealedAt: at('sealed_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** Entries that have no leaf yet; filled by the trigger of audit_entry, emptied by the sequencer. */
export const auditPending = pgTable(
  'audit_pending',
  {
    tenantId: tenantId(),
    entryId: uuid('entry_id').notNull(),
    /** The transaction that wrote the entry. */
    recordedXid: transactionId('recorded_xid').notNull().default(sql`pg_current_xact_id()`),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.entryId] }),
    index('audit_pending_order').on(table.tenantId, table.recordedXid, table.entryId),
  ],
);

/** What is proved: the canonical bytes of an entry at its place, insert-only. */
export const auditLeaf = pgTable(
  'audit_leaf',
  {
    tenantId: tenantId(),
    epoch: integer('epoch').notNull(),
    leafIndex: position('leaf_index').notNull(),
    entryId: uuid('entry_id').notNull(),
    leaf: bytes('leaf').notNull(),
    leafHash: bytes('leaf_hash').notNull(),
    /** The person that before and after are about, as the leaf says. */
    subjectId: uuid('subject_id'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.epoch, table.leafIndex] }),
    index('audit_leaf_subject').on(table.tenantId, table.subjectId).where(sql`subject_id is not null`),
    // An entry has one leaf, however many sequencers believe to be the only one.
    unique('audit_leaf_entry').on(table.tenantId, table.entryId),
    foreignKey({ columns: [table.tenantId], foreignColumns: [auditLog.tenantId] }),
  ],
);

/** Full tiles of the tree (C2SP tlog-tiles): 256 hashes of 32 bytes each. Partial ones are computed from what lies below. */
export const auditTile = pgTable(
  'audit_tile',
  {
    tenantId: tenantId(),
    epoch: integer('epoch').notNull(),
    level: integer('level').notNull(),
    tileIndex: position('tile_index').notNull(),
    hashes: bytes('hashes').notNull(),
    /** The root over the hashes, which a partial tile above would otherwise be computed from; null where an older version wrote the tile. */
    root: bytes('root'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.epoch, table.level, table.tileIndex] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [auditLog.tenantId] }),
  ],
);

/** Signed tree heads (C2SP tlog-checkpoint), one for each time the tree grew. */
export const auditCheckpoint = pgTable(
  'audit_checkpoint',
  {
    tenantId: tenantId(),
    epoch: integer('epoch').notNull(),
    treeSize: position('tree_size').notNull(),
    /** The whole signed note. */
    note: text('note').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.epoch, table.treeSize] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [auditLog.tenantId] }),
  ],
);

/** A person whose data entries hold: the key from which the salts of the commitments to that data come. Erasure deletes it. */
export const auditSubject = pgTable(
  'audit_subject',
  {
    tenantId: tenantId(),
    /** The person; the tenant itself for what belongs to nobody. */
    id: id(),
    sealedKey: bytes('sealed_key').notNull(),
    /** Where the key begins to count: what lies before was under another, which was erased. */
    epoch: integer('epoch').notNull(),
    fromIndex: position('from_index').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [auditLog.tenantId] }),
  ],
);

/** People whose data is to leave the trail; the sequencer does it when it reaches the entry that says so, and after every restore. */
export const auditErasure = pgTable(
  'audit_erasure',
  { tenantId: tenantId(), id: id(), subjectId: uuid('subject_id').notNull(), createdAt: createdAt(), erasedAt: at('erased_at') },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index('audit_erasure_subject').on(table.tenantId, table.subjectId),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);
