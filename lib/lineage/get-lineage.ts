import { defineQuery } from '#lib/command/define-query.ts';
import { lineageGet } from '#lib/contracts/lineage.ts';
import { readLineage } from './read-lineage.ts';

export const getLineage = defineQuery(lineageGet, (ctx, { request_id: id }) => readLineage(ctx, id));
