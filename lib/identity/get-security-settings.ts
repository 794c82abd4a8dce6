import { defineQuery } from '#lib/command/define-query.ts';
import { securitySettingsGet } from '#lib/contracts/security-settings.ts';
import { readSecuritySettings } from './security-rows.ts';

export const getSecuritySettings = defineQuery(securitySettingsGet, (ctx) => readSecuritySettings(ctx));
