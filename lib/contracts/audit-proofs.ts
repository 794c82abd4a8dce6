import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** An index or a size of a tree: unsigned 64-bit, so a decimal text on the wire. */
const position = z.codec(
  z
    .string()
    .regex(/^(?:0|[1-9]\d{0,17})$/, { error: 'A whole number such as 1284' })
    .meta({ examples: ['1284'] }),
  z.bigint(),
  { decode: BigInt, encode: String },
);
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, hexadecimal' });
const epoch = z.coerce.number().int().min(1).meta({ description: 'Counts the restores of the database; the newest unless said' });

/** Where a tenant's Merkle log stands. */
export const AuditLogState = z
  .strictObject({
    /** Null before the first entry was sealed. */
    origin: z.string().nullable(),
    verifier_key: z.string().nullable().meta({ description: 'name+id+key of C2SP signed-note: keep it to verify exports' }),
    verifier_keys: z.array(z.string()).meta({ description: 'Those of all epochs, the newest last' }),
    epoch: z.int(),
    size: position,
    root: hash.nullable(),
    sealed_at: instant.nullable(),
    waiting: z.int().meta({ description: 'Entries without a leaf yet; 0 within a second of the last change' }),
    waiting_since: instant.nullable(),
    problem: z.string().nullable().meta({ description: 'Why nothing is sealed any more' }),
  })
  .meta({ id: 'AuditLogState' });

export const auditState = defineOperation({
  name: 'audit.state',
  summary: 'See where the Merkle log of the audit trail stands, and the key that verifies it',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: AuditLogState,
  examples: [{}],
  http: { method: 'GET', path: '/audit-logs/state' },
});

/** A signed tree head. */
export const AuditCheckpoint = z
  .strictObject({
    epoch: z.int(),
    size: position,
    note: z.string().meta({ description: 'Signed note, C2SP tlog-checkpoint' }),
    created_at: instant,
  })
  .meta({ id: 'AuditCheckpoint' });

export const auditCheckpoints = defineOperation({
  name: 'audit.checkpoints',
  summary: 'List signed checkpoints, newest first',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(AuditCheckpoint),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/audit-logs/checkpoints' },
});

/** What opens the commitments of a leaf, by field; without what was erased. */
const opened = z.record(z.string(), z.string().nullable());

/** That an entry is in the tree of a checkpoint. */
export const AuditInclusion = z
  .strictObject({
    epoch: z.int(),
    index: position,
    leaf: z.string().meta({ description: 'The canonical JSON (RFC 8785) that was sealed' }),
    leaf_hash: hash,
    values: opened,
    salts: opened,
    path: z.array(hash).meta({ description: 'From the sibling of the leaf up, RFC 9162 section 2.1.3' }),
    checkpoint: AuditCheckpoint,
  })
  .meta({ id: 'AuditInclusion' });

export const auditProof = defineOperation({
  name: 'audit.prove',
  summary: 'Prove that an entry is in the signed log',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ entry_id: publicId('auditEntry') }),
  output: AuditInclusion,
  errors: ['conflict'],
  examples: [{ entry_id: 'aud_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/audit-logs/proofs' },
  recordsReads: true,
});

export const auditProofFile = defineOperation({
  name: 'audit.prove_file',
  summary: 'Download the proof of an entry as a file (c2sp.org/tlog-proof@v1)',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ entry_id: publicId('auditEntry') }),
  output: z.string(),
  errors: ['conflict'],
  examples: [{ entry_id: 'aud_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/audit-logs/proofs/file', kind: 'download', contentTypes: ['text/plain'] },
  recordsReads: true,
});

export const auditConsistency = defineOperation({
  name: 'audit.prove_consistency',
  summary: 'Prove that a later tree begins with all entries of an earlier one',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ epoch: epoch.optional(), first: position, second: position }),
  output: z.strictObject({ epoch: z.int(), first: position, second: position, first_root: hash, second_root: hash, path: z.array(hash) }),
  examples: [{ first: '1', second: '2' }],
  http: { method: 'GET', path: '/audit-logs/proofs/consistency' },
});

export const auditTile = defineOperation({
  name: 'audit.tile',
  summary: 'Download a tile of the tree (C2SP tlog-tiles)',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({
    epoch: epoch.optional(),
    path: z
      .string()
      .regex(/^tile\/(?:[0-9]|[1-5]\d|6[0-3])\/(?:x\d{3}\/)*\d{3}(?:\.p\/(?:[1-9]\d{0,2}))?$/, {
        error: 'A path such as tile/0/x001/x234/067 or tile/0/000.p/5',
      })
      .max(64),
  }),
  output: z.string(),
  examples: [{ path: 'tile/0/000.p/1' }],
  http: { method: 'GET', path: '/audit-logs/tiles', kind: 'download', contentTypes: ['application/octet-stream'] },
});

/** Entries one call of `audit.verify` looks at, at least. */
export const verifiedAtOnce = 5_000n;

export const auditVerify = defineOperation({
  name: 'audit.verify',
  summary: 'Verify a part of the log against its rows, tiles and checkpoints; go on at next_index until it is null',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ epoch: epoch.optional(), from_index: position.optional() }),
  output: z.strictObject({
    epoch: z.int(),
    valid: z.boolean(),
    from_index: position,
    verified: z.int().meta({ description: 'Entries looked at' }),
    next_index: position.nullable(),
    next_epoch: z.int().nullable(),
    size: position,
    faults: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/audit-logs/verify' },
  recordsReads: true,
});

export const auditExport = defineOperation({
  name: 'audit.export',
  summary: 'Download the audit trail: NDJSON with everything that proves it, or CSV to be read',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({
    format: z.enum(['ndjson', 'csv']).default('ndjson'),
    from: instant.optional().meta({ description: 'Entries at or after; NDJSON begins a little earlier' }),
    to: instant.optional().meta({ description: 'Entries before; NDJSON ends at the next checkpoint' }),
  }),
  output: z.string().meta({ description: 'NDJSON is verified offline by verify-audit.mjs' }),
  examples: [{}, { format: 'csv', from: '2026-11-01T00:00:00.000Z' }],
  http: { method: 'GET', path: '/audit-logs/export', kind: 'download', contentTypes: ['application/x-ndjson', 'text/csv'] },
  recordsReads: true,
});
