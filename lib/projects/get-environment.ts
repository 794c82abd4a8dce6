import { defineQuery } from '#lib/command/define-query.ts';
import { environmentGet } from '#lib/contracts/environments.ts';
import { readEnvironment } from './environment-rows.ts';

export const getEnvironment = defineQuery(environmentGet, (ctx, input) => readEnvironment(ctx, input.environment_id));
