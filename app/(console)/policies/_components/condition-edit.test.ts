import { describe, expect, it } from 'vitest';
import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { policyFields } from '#lib/contracts/policy-names.ts';
import { conditionRows, matchOf, operatorsOf, withMatch, withRows } from './condition-edit.ts';

const definition = {
  priority: 7,
  rules: {
    conditions: [
      { field: 'model', operator: 'in', value: ['gpt-4o', 'o3'] },
      { field: 'input_tokens', operator: 'between', value: [1, 20] },
      { field: 'streamed', operator: 'equals', value: true },
      { field: 'task', operator: 'exists' },
    ],
    match: 'any',
    actions: [{ type: 'deny' }],
  },
};

describe('[GOV-1] the builder of conditions', () => {
  it('shows comparisons as rows and writes them back as they were, with all else', () => {
    const rows = conditionRows(definition);
    expect(rows?.map(({ text }) => text)).toEqual(['gpt-4o, o3', '1, 20', 'true', '']);
    expect(withRows(definition, rows ?? [])).toEqual(definition);
    expect([matchOf(definition), matchOf(withMatch(definition, 'all'))]).toEqual(['any', 'all']);
  });

  it('leaves conditions alone that are joined, and what is no definition', () => {
    expect(conditionRows({ rules: { conditions: [{ not: { field: 'model', operator: 'exists' } }] } })).toBeNull();
    expect([conditionRows(null), conditionRows({ rules: 1 }), conditionRows([])]).toEqual([null, null, null]);
  });

  it('offers each field an operator, and what it writes is read by the operation', () => {
    for (const field of policyFields.keys()) {
      const [first] = operatorsOf(field);
      if (first === undefined) throw new Error(`${field} has no operator`);
      const made = withRows({ rules: { conditions: [], actions: [{ type: 'log' }] } }, [{ field, operator: first.value, text: '1' }]);
      expect(PolicyDefinition.safeParse(made).success, field).toBe(true);
    }
  });
});
