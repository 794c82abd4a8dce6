import { defineQuery } from '#lib/command/define-query.ts';
import { dataClassesGet } from '#lib/contracts/data-classes.ts';
import { readTenantSettings } from './stored-settings.ts';

export const getDataClasses = defineQuery(dataClassesGet, ({ tx, tenantId }) => readTenantSettings(tx, tenantId));
