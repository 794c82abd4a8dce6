import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, versionNumber } from './fields.ts';
import { keyStatuses } from './keys.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { PoolUse } from './pools.ts';

/** Parts of the organization that one key can be lent to at the same time. */
export const keyLoansMax = 100;

const keyId = publicId('key');
const loanId = publicId('keyLoan');
const exampleKeyId = 'key_01jdnhwyg0e008000000000001';
const exampleLoanId = 'kln_01jdnhwyg0e008000000000001';

const placeShown = {
  department_id: publicId('department').nullable(),
  team_id: publicId('team').nullable(),
};

/** A virtual key of one part of the organization that another part may use, without the borrower's secret. */
export const KeyLoan = z.strictObject({
  id: loanId,
  key_id: keyId,
  key_name: z.string(),
  ...placeShown,
  borrower_name: z.string(),
  display: z.string().nullable().meta({ description: 'Of the borrower’s secret; null until the borrower takes one' }),
  issued_at: instant.nullable().meta({ description: 'When the borrower took this secret' }),
  expires_at: instant.nullable().meta({ description: 'When it ends by itself; it ends with the key at the latest' }),
  note: z.string(),
  created_by_name: z.string().nullable(),
  created_at: instant,
  version: versionNumber,
});
export type KeyLoan = z.output<typeof KeyLoan>;

/** The answer that shows the borrower's secret: the only one that ever does. */
export const IssuedKeyLoan = KeyLoan.extend({
  secret: z.string().meta({ description: 'What the borrower calls with. Shown once; nothing stores it in readable form' }),
});

const count = z.number().int().min(0);

/** A key as a resource that parts of the organization share. */
export const KeyPool = z.strictObject({
  key_id: keyId,
  name: z.string(),
  status: z.enum(keyStatuses),
  ...placeShown,
  owner_name: z.string().nullable().meta({ description: 'Null where it is the organization’s' }),
  is_lender: z.boolean().meta({ description: 'Whether the caller sees the key itself; else only that it is lent to their part' }),
  can_end: z.boolean().meta({ description: 'Whether the caller may end its loans' }),
  loans: z.array(KeyLoan.extend({ can_take: z.boolean().meta({ description: 'Whether the caller may take the secret' }) })),
  uses: z.array(PoolUse).nullable().meta({ description: 'By cost, highest first; null where the caller may not see them' }),
  requests: count.nullable(),
  cost_usd: usd.nullable(),
});
export type KeyPool = z.output<typeof KeyPool>;

export const keyLoanList = defineOperation({
  name: 'key_loan.list',
  summary: 'List the virtual keys that are lent, to whom, and who used what of them',
  permission: 'keys.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    days: z.coerce.number().int().min(1).max(366).default(30).meta({ description: 'Usage of so many days until now' }),
  }),
  output: pageOf(KeyPool),
  errors: ['invalid_cursor'],
  examples: [{}, { days: 7 }],
  http: { method: 'GET', path: '/key-loans' },
});

export const keyLend = defineOperation({
  name: 'key.lend',
  summary: 'Lend a virtual key to another team or department, which takes a secret of its own for it',
  permission: 'keys.write',
  scope: { of: 'key', from: 'key_id' },
  input: z
    .strictObject({
      key_id: keyId,
      department_id: publicId('department').optional(),
      team_id: publicId('team').optional(),
      expires_at: instant
        .optional()
        .meta({ description: 'As long as the key unless said, or as long as the security level of the borrower allows' }),
      note: line(300).optional(),
    })
    .refine((input) => (input.department_id === undefined) !== (input.team_id === undefined), { error: 'Either a team or a department' }),
  output: KeyLoan,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { key_id: exampleKeyId, department_id: 'dep_01jdnhwyg0e008000000000001', expires_at: '2099-06-30T00:00:00Z', note: 'For the launch' },
  ],
  http: { method: 'POST', path: '/keys/{key_id}/loans', status: 201 },
  touches: ['keys'],
});

export const keyRecall = defineOperation({
  name: 'key.recall',
  summary: 'End the loan of a virtual key: calls of the borrower are refused within two seconds',
  permission: 'keys.write',
  scope: { of: 'key', from: 'key_id' },
  input: z.strictObject({ key_id: keyId, key_loan_id: loanId }),
  output: KeyLoan,
  examples: [{ key_id: exampleKeyId, key_loan_id: exampleLoanId }],
  http: { method: 'DELETE', path: '/keys/{key_id}/loans/{key_loan_id}' },
  touches: ['keys'],
});

export const keyLoanIssue = defineOperation({
  name: 'key_loan.issue',
  summary: 'Take the secret of a key that was lent to one’s part; the one taken before stops within two seconds',
  permission: 'keys.write',
  scope: { of: 'key_loan', from: 'key_loan_id' },
  input: z.strictObject({ key_loan_id: loanId }),
  output: IssuedKeyLoan,
  errors: ['conflict'],
  examples: [{ key_loan_id: exampleLoanId }],
  http: { method: 'POST', path: '/key-loans/{key_loan_id}/secret', status: 201 },
  touches: ['keys'],
});
