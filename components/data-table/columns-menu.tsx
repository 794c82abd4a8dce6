'use client';
import { useOptimistic, useTransition } from 'react';
import { useUrl } from '#components/shell/use-url.tsx';
import { Menu, type MenuEntry } from '#components/ui/menu.tsx';
import { shownColumns, toggleColumn } from './columns.ts';

export interface ColumnsMenuProps {
  columns: readonly { id: string; header: string; optional?: boolean }[];
  cols: readonly string[] | undefined;
}

/** Which columns are shown; the choice stands in the URL. The first column names the row and stays. */
export function ColumnsMenu({ columns, cols }: ColumnsMenuProps) {
  const { change } = useUrl();
  const [, start] = useTransition();
  const [chosen, choose] = useOptimistic(cols);
  const shown = new Set(shownColumns(columns, chosen).map(({ id }) => id));
  const toggle = (id: string): void =>
    start(() => {
      const patch = toggleColumn(columns, chosen, id);
      const next = patch.cols;
      choose(typeof next === 'string' ? next.split(',') : undefined);
      change(patch, 'replace');
    });
  const entries = columns
    .slice(1)
    .map(({ id, header }): MenuEntry => ({ label: header, checked: shown.has(id), onSelect: () => toggle(id) }));
  return (
    <Menu label="Columns" entries={entries} variant="ghost" size="small" className="max-md:hidden">
      Columns
    </Menu>
  );
}
