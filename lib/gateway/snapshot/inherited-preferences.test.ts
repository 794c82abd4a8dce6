import { describe, expect, it } from 'vitest';
import { InheritedPreferences, type PreferenceRow } from './inherited-preferences.ts';

const row = (scopeKind: PreferenceRow['scopeKind'], scopeId: string, more: Partial<PreferenceRow>): PreferenceRow => ({
  ...{ scopeKind, scopeId, connectionIds: [], providers: [], optimization: null },
  ...more,
});
const teams = [
  { id: 'search', parentId: null, departmentId: 'engineering' },
  { id: 'ranking', parentId: 'search', departmentId: null },
  { id: 'field', parentId: null, departmentId: 'sales' },
];
const departments = [
  { id: 'company', parentId: null },
  { id: 'engineering', parentId: 'company' },
  { id: 'sales', parentId: 'company' },
];

describe('[GW-4] preferences', () => {
  it('are inherited field by field: team, teams above, department, departments above, tenant', () => {
    const preferences = new InheritedPreferences(
      [
        row('tenant', 't', { providers: ['openai'], optimization: 'balanced' }),
        row('department', 'company', { connectionIds: ['c1'] }),
        row('department', 'engineering', { optimization: 'aggressive' }),
        row('team', 'search', { providers: ['groq'] }),
      ],
      teams,
      departments,
    );
    const inherited = { connectionIds: ['c1'], providers: ['groq'], optimization: 'aggressive' };
    expect(preferences.of('search', 'engineering')).toEqual(inherited);
    expect(preferences.of('ranking', 'engineering')).toEqual(inherited);
    expect(preferences.of('field', 'sales')).toEqual({ connectionIds: ['c1'], providers: ['openai'], optimization: 'balanced' });
    expect(preferences.of(null, null)).toEqual({ connectionIds: [], providers: ['openai'], optimization: 'balanced' });
    expect(preferences.of('search', 'engineering')).toBe(preferences.of('search', 'engineering'));
  });

  it('are nothing where nobody around prefers anything', () => {
    const preferences = new InheritedPreferences(
      [row('team', 'search', { providers: ['groq'] }), row('tenant', 't', {})],
      teams,
      departments,
    );
    expect(preferences.of('field', 'sales')).toBeNull();
  });
});
