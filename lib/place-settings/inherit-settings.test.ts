import { expect, it } from 'vitest';
import { type OwnSettings, settingFields } from '#lib/contracts/place-settings.ts';
import { inheritSettings } from './inherit-settings.ts';

const nothing: OwnSettings = {
  ...{ manager_id: null, cost_center: null, monthly_limit_usd: null, alert_threshold: null, preferred_providers: null },
  ...{ optimization: null, data_retention_days: null, security_level: null, collaboration_tools: null },
};
const place = (name: string, own: Partial<OwnSettings>) => ({
  source: { kind: 'department' as const, id: name, name },
  own: { ...nothing, ...own },
});

it('each field comes from the nearest place that sets it, by itself [ORG-2]', () => {
  const effective = inheritSettings([
    place('team', { optimization: 'off' }),
    place('department', { optimization: 'aggressive', data_retention_days: 30 }),
    place('tenant', { data_retention_days: 365, preferred_providers: ['sandbox'] }),
  ]);
  expect(effective.optimization).toEqual({ value: 'off', from: { kind: 'department', id: 'team', name: 'team' } });
  expect(effective.data_retention_days).toMatchObject({ value: 30, from: { name: 'department' } });
  expect(effective.preferred_providers).toMatchObject({ value: ['sandbox'], from: { name: 'tenant' } });
  expect(effective.security_level).toEqual({ value: null, from: null });
  expect(Object.keys(effective)).toEqual([...settingFields]);
});

it('of security levels the strictest on the way holds, so that no place loosens one around it [ORG-1] [ORG-2]', () => {
  const levelOf = (...levels: OwnSettings['security_level'][]) =>
    inheritSettings(levels.map((level, at) => place(`place ${at}`, { security_level: level }))).security_level;
  expect(levelOf('standard', 'strict', 'elevated')).toMatchObject({ value: 'strict', from: { name: 'place 1' } });
  expect(levelOf('strict', null, 'standard')).toMatchObject({ value: 'strict', from: { name: 'place 0' } });
  expect(levelOf('elevated', 'elevated')).toMatchObject({ value: 'elevated', from: { name: 'place 1' } });
  expect(levelOf('standard', null)).toMatchObject({ value: 'standard' });
});
