import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { defineOperation } from './operation.ts';
import { UsageEventDetail } from './usage.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Caller = z.strictObject({
  key_kind: z.string().nullable().meta({ description: 'Null where the key is gone' }),
  key_display: z.string().nullable(),
  key_owner_name: z.string().nullable(),
  allowed_addresses: z.array(z.string()).nullable().meta({ description: 'Networks the key may be used from; null for everywhere' }),
});

const Reservation = z.strictObject({
  mode: z.enum(['direct', 'journal']).meta({ description: '`direct`: a row of its own; `journal`: out of the lease of a process' }),
  state: z.string().nullable(),
  reserved_usd: usd,
});

const Batch = z.strictObject({
  id: publicId('batch'),
  posted_at: instant,
  events: z.number().int(),
  root: sha256,
  event_hash: sha256.meta({ description: 'RFC 6962 leaf hash of the call in canonical form' }),
  index: z.number().int().meta({ description: 'Of the call among those of the batch' }),
  path: z.array(sha256).meta({ description: 'From the sibling of the call up' }),
  valid: z.boolean().meta({ description: 'Whether path and call give the root' }),
});

const LedgerLine = z.strictObject({
  id: publicId('ledgerEntry'),
  kind: z.string(),
  budget_id: publicId('budget').nullable().meta({ description: 'Null for the organization’s own account' }),
  budget_name: z.string().nullable(),
  amount_usd: usd.meta({ description: 'Of the whole batch where it settles one' }),
  of_this_call: z.boolean().meta({ description: 'A correction of this call alone' }),
  booked_at: instant,
});

const BudgetWindow = z.strictObject({
  budget_id: publicId('budget'),
  name: z.string(),
  period_start: instant,
  period_end: instant,
  limit_usd: usd,
  spent_usd: usd,
});

const StatementLine = z.strictObject({
  statement_id: publicId('statement'),
  number: z.number().int(),
  document: z.string(),
  scope_name: z.string(),
  period_label: z.string(),
  amount_usd: usd.nullable().meta({ description: 'Of the line the call is part of; null where the statement has none' }),
});

const AuditPlace = z.strictObject({
  entry_id: publicId('auditEntry'),
  sealed: z.boolean(),
  epoch: z.number().int().nullable(),
  index: z.string().nullable(),
  leaf_hash: sha256.nullable(),
  tree_size: z.string().nullable().meta({ description: 'Of the newest checkpoint over it' }),
});

export const Lineage = z
  .strictObject({
    call: UsageEventDetail,
    caller: Caller,
    reservation: Reservation,
    hour_at: instant.meta({ description: 'The hour whose sums hold the call' }),
    batch: Batch.nullable().meta({ description: 'Null until the call is posted' }),
    ledger: z.array(LedgerLine),
    budgets: z.array(BudgetWindow).meta({ description: 'Windows of budgets that the call was charged to' }),
    statements: z.array(StatementLine),
    audit: AuditPlace.nullable().meta({ description: 'The entry with the root of the batch; null where its time was over' }),
  })
  .meta({ id: 'Lineage' });
export type Lineage = z.output<typeof Lineage>;

const exampleId = 'req_01jdnhwyg0e008000000000001';

export const lineageGet = defineOperation({
  name: 'lineage.get',
  summary: 'Follow a call from its caller over provider, ledger and budgets to the leaf of the audit log',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ request_id: publicId('request') }),
  output: Lineage,
  examples: [{ request_id: exampleId }],
  http: { method: 'GET', path: '/lineage/{request_id}' },
  recordsReads: true,
});

export const lineageProof = defineOperation({
  name: 'lineage.prove',
  summary: 'Download the proof of a call: the call, its path to the root of its batch, and that of the batch into the audit log',
  permission: 'audit.read',
  scope: 'tenant',
  input: z.strictObject({ request_id: publicId('request') }),
  output: z.string(),
  errors: ['conflict'],
  examples: [{ request_id: exampleId }],
  http: { method: 'GET', path: '/lineage/{request_id}/proof', kind: 'download', contentTypes: ['application/json'] },
  recordsReads: true,
});
