import { defineQuery } from '#lib/command/define-query.ts';
import { statementGet } from '#lib/contracts/statements.ts';
import { readStatement } from './statement-rows.ts';

export const getStatement = defineQuery(statementGet, (ctx, { statement_id: id }) => readStatement(ctx, id));
