import { defineQuery } from '#lib/command/define-query.ts';
import { complianceFrameworkGet } from '#lib/contracts/compliance-frameworks.ts';
import { readFramework } from './framework-rows.ts';

export const getFramework = defineQuery(complianceFrameworkGet, (ctx, { framework }) => readFramework(ctx, framework));
