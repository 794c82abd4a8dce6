import type { FilterField } from '#components/data-table/filter-field.ts';
import type { UrlSpec } from '#components/shell/url-state.ts';
import { series } from './chart-data.ts';

export interface SpecimenKey {
  id: string;
  name: string;
  team: string;
  owner: { name: string; deactivated?: boolean };
  status: 'active' | 'disabled' | 'expired';
  spentNano: bigint;
  calls: number;
  p95Ms: number | null;
  lastUsedAt: Date | null;
}

const names = ['ci-payments', 'support-agent', 'notebook-lena', 'nightly-batch', 'sales-assistant', 'مفتاح-البحث', 'docs-search'];
const teams = ['Support engineering', 'Customer Operations and Field Enablement EMEA', 'Platform', 'Forschung für Übersetzung'];
const owners = ['Mara Lindt', 'Jörg Größe', 'Lena Ødegård', 'Åsa'];

/** Keys nobody has, the same each time. */
export function specimenKeys(count: number): SpecimenKey[] {
  const next = series(17);
  return Array.from({ length: count }, (_, index): SpecimenKey => {
    const status = index % 11 === 4 ? 'expired' : index % 7 === 3 ? 'disabled' : 'active';
    return {
      id: `key_01kbz9h5vq0e8s6cw${String(index).padStart(4, '0')}`,
      name: `${names[index % names.length] ?? ''}${index < names.length ? '' : `-${index}`}`,
      team: teams[index % teams.length] ?? '',
      owner: { name: owners[index % owners.length] ?? '', deactivated: index % 13 === 6 },
      status,
      spentNano: index === 5 ? 3n : BigInt(Math.round(next() * 900 * 1e9)),
      calls: Math.round(next() * 20_000),
      p95Ms: index % 9 === 2 ? null : 300 + next() * 4000,
      lastUsedAt: index % 10 === 8 ? null : new Date(Date.parse('2026-11-20T13:00:00Z') - Math.round(next() * 3e8)),
    };
  });
}

export const specimenFields: readonly FilterField[] = [
  {
    field: 'status',
    label: 'Status',
    kind: 'choice',
    operators: ['is', 'not'],
    options: [
      { value: 'active', label: 'Active', count: 12_102 },
      { value: 'disabled', label: 'Disabled', count: 301 },
      { value: 'expired', label: 'Expired', count: 28 },
    ],
  },
  {
    field: 'team',
    label: 'Team',
    kind: 'choice',
    operators: ['is', 'not', 'exists'],
    options: teams.map((team) => ({ value: team, label: team })),
  },
  { field: 'name', label: 'Name', kind: 'text', operators: ['has', 'is'] },
  { field: 'spent', label: 'Spent', kind: 'money', operators: ['gt', 'lt', 'between'] },
  { field: 'latency', label: 'p95', kind: 'duration', operators: ['gt', 'lt'] },
];

export const specimenSpec: UrlSpec = {
  filters: Object.fromEntries(specimenFields.map(({ field, operators }) => [field, operators])),
  sorts: ['name', 'spent', 'calls', 'last_used_at'],
  defaultSort: { field: 'spent', descending: true },
};
