import { describe, expect, it } from 'vitest';
import { shownColumns, toggleColumn } from './columns.ts';

const columns = [{ id: 'name' }, { id: 'team' }, { id: 'spend' }, { id: 'created', optional: true }];
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

describe('UI-1 columns', () => {
  it('shows its own selection, the first always, unknown ones never', () => {
    expect(ids(shownColumns(columns, undefined))).toEqual(['name', 'team', 'spend']);
    expect(ids(shownColumns(columns, ['created', 'team', 'secret']))).toEqual(['name', 'team', 'created']);
    expect(ids(shownColumns(columns, []))).toEqual(['name']);
  });

  it('switches one and keeps the order of the table', () => {
    expect(toggleColumn(columns, undefined, 'created')).toEqual({ cols: 'name,team,spend,created' });
    expect(toggleColumn(columns, undefined, 'team')).toEqual({ cols: 'name,spend' });
  });

  it('leaves no trace of its own selection', () => {
    expect(toggleColumn(columns, ['name', 'spend'], 'team')).toEqual({ cols: undefined });
  });
});
