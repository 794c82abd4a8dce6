import { defineQuery } from '#lib/command/define-query.ts';
import { departmentGet } from '#lib/contracts/departments.ts';
import { readDepartment } from './department-rows.ts';

export const getDepartment = defineQuery(departmentGet, (ctx, input) => readDepartment(ctx.tx, ctx.tenantId, input.department_id));
