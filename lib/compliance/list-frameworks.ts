import { defineQuery } from '#lib/command/define-query.ts';
import { complianceFrameworkList } from '#lib/contracts/compliance-frameworks.ts';
import { readFrameworks } from './framework-rows.ts';

export const listFrameworks = defineQuery(complianceFrameworkList, async (ctx) => ({ data: await readFrameworks(ctx) }));
