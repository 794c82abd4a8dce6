import type { z } from 'zod';
import type { PlaceSettings, settingFields } from '#lib/contracts/place-settings.ts';
import { type SecurityLevel, securityDemands } from '#lib/contracts/security-levels.ts';
import { parseUsd } from '#lib/core/money.ts';

export type Settings = z.input<typeof PlaceSettings>;
export type SettingField = (typeof settingFields)[number];

/** How the console names the settings. */
export const settingLabels: Readonly<Record<SettingField, string>> = {
  manager_id: 'Manager',
  cost_center: 'Cost center',
  monthly_limit_usd: 'Monthly limit',
  alert_threshold: 'Alert at',
  preferred_providers: 'Preferred providers',
  optimization: 'Cost optimization',
  data_retention_days: 'Data retention',
  security_level: 'Security level',
  collaboration_tools: 'Tools',
};

/** What a security level asks, in one line. */
export function levelWords(level: SecurityLevel): string {
  const { secondFactor, idleMinutesMax, dataClass, encryption, keyDaysMax } = securityDemands[level];
  const asks = [
    ...(secondFactor ? ['second factor'] : []),
    ...(idleMinutesMax === null ? [] : [`sign-in ends after ${idleMinutesMax} idle minutes`]),
    ...(dataClass === null ? [] : [`calls are ${dataClass}${encryption ? ' and go over HTTPS' : ''}`]),
    ...(keyDaysMax === null ? [] : [`new keys end within ${keyDaysMax} days`]),
  ];
  return `${capital(level)}: ${asks.length === 0 ? 'asks nothing more' : asks.join(', ')}`;
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** The value that holds, in words; undefined where no place sets it. */
export function settingWords(settings: Settings, field: SettingField, money: (nano: bigint) => string): string | undefined {
  const { effective, manager_name: manager } = settings;
  if (effective[field].value === null) return undefined;
  if (field === 'manager_id') return manager ?? undefined;
  if (field === 'monthly_limit_usd') return money(parseUsd(effective.monthly_limit_usd.value ?? '') ?? 0n);
  if (field === 'alert_threshold') return `${effective.alert_threshold.value} %`;
  if (field === 'preferred_providers') return effective.preferred_providers.value?.join(', ');
  if (field === 'data_retention_days') return `${effective.data_retention_days.value} days`;
  if (field === 'security_level') return levelWords(effective.security_level.value ?? 'standard');
  if (field === 'collaboration_tools') return effective.collaboration_tools.value?.map(({ name }) => name).join(', ');
  return field === 'cost_center' ? (effective.cost_center.value ?? undefined) : capital(String(effective[field].value));
}

/** Where an inherited value comes from; undefined for the place's own. */
export function settingSource(settings: Settings, field: SettingField): string | undefined {
  const { from } = settings.effective[field];
  return from === null || from.id === settings.id ? undefined : `from ${from.name}`;
}
