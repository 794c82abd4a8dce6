import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Parts of the organization that one connection can be lent to at the same time. */
export const loansMax = 100;

const connectionId = publicId('connection');
const exampleId = 'conn_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

const placeShown = {
  department_id: publicId('department').nullable(),
  team_id: publicId('team').nullable(),
};

/** A connection of one part of the organization that another part may use. */
export const ConnectionLoan = z.strictObject({
  id: publicId('connectionLoan'),
  connection_id: connectionId,
  ...placeShown,
  borrower_name: z.string(),
  note: z.string(),
  created_by_name: z.string().nullable(),
  created_at: instant,
  version: versionNumber,
});
export type ConnectionLoan = z.output<typeof ConnectionLoan>;

const count = z.number().int().min(0);

/** What one part of the organization used of a connection. */
export const PoolUse = z.strictObject({
  ...placeShown,
  name: z.string().nullable().meta({ description: 'Null for calls of nobody’s, and for what is gone' }),
  is_borrower: z.boolean().meta({ description: 'Whether it is outside of the part that owns the connection' }),
  requests: count,
  cost_usd: usd,
});
export type PoolUse = z.output<typeof PoolUse>;

/** A connection as a resource that parts of the organization share. */
export const Pool = z.strictObject({
  connection_id: connectionId,
  name: z.string(),
  provider: z.string(),
  ...placeShown,
  owner_name: z.string().nullable().meta({ description: 'Null where it is the organization’s, and everybody’s to use' }),
  loans: z.array(ConnectionLoan),
  uses: z.array(PoolUse).nullable().meta({ description: 'By cost, highest first; null where the caller may not see them' }),
  requests: count.nullable(),
  cost_usd: usd.nullable(),
  version: versionNumber,
});
export type Pool = z.output<typeof Pool>;

export const poolList = defineOperation({
  name: 'pool.list',
  summary: 'List connections by whose they are, whom they are lent to, and who used what of them',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({
    days: z.coerce.number().int().min(1).max(366).default(30).meta({ description: 'Usage of so many days until now' }),
    owned: z.enum(['all', 'parts']).default('all').meta({ description: '`parts`: without what is the organization’s' }),
  }),
  output: z.strictObject({ data: z.array(Pool), next_cursor: z.null() }),
  examples: [{}, { days: 7, owned: 'parts' }],
  http: { method: 'GET', path: '/pools' },
});

export const connectionAssign = defineOperation({
  name: 'connection.assign',
  summary: 'Make a connection a team’s or a department’s own, or the organization’s again; others stop reaching it within two seconds',
  permission: 'connections.write',
  scope: 'tenant',
  input: z
    .strictObject({
      connection_id: connectionId,
      department_id: publicId('department').nullable().default(null),
      team_id: publicId('team').nullable().default(null),
    })
    .refine((input) => input.department_id === null || input.team_id === null, { path: ['team_id'], error: 'Not beside a department' }),
  output: Pool,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ connection_id: exampleId, team_id: exampleTeamId }],
  http: { method: 'PUT', path: '/connections/{connection_id}/owner' },
  touches: ['connections'],
});

export const connectionLend = defineOperation({
  name: 'connection.lend',
  summary: 'Lend a connection to another team or department, with all that lies below it',
  permission: 'connections.lend',
  scope: { of: 'connection', from: 'connection_id' },
  input: z
    .strictObject({
      connection_id: connectionId,
      department_id: publicId('department').optional(),
      team_id: publicId('team').optional(),
      note: line(300).optional(),
    })
    .refine((input) => (input.department_id === undefined) !== (input.team_id === undefined), { error: 'Either a team or a department' }),
  output: ConnectionLoan,
  errors: ['conflict', 'limit_reached'],
  examples: [{ connection_id: exampleId, department_id: 'dep_01jdnhwyg0e008000000000001', note: 'Until their own contract starts' }],
  http: { method: 'POST', path: '/connections/{connection_id}/loans', status: 201 },
  touches: ['connections'],
});

export const connectionRecall = defineOperation({
  name: 'connection.recall',
  summary: 'End a loan: calls of the borrower stop reaching the connection within two seconds',
  permission: 'connections.lend',
  scope: { of: 'connection', from: 'connection_id' },
  input: z.strictObject({ connection_id: connectionId, connection_loan_id: publicId('connectionLoan') }),
  output: ConnectionLoan,
  examples: [{ connection_id: exampleId, connection_loan_id: 'cln_01jdnhwyg0e008000000000001' }],
  http: { method: 'DELETE', path: '/connections/{connection_id}/loans/{connection_loan_id}' },
  touches: ['connections'],
});
