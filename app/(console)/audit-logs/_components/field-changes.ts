import type { FieldChange } from '#components/ui/diff-view.tsx';

type Fields = Readonly<Record<string, unknown>>;

/** `team_role` → "Team role". */
const labelOf = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const written = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Fields that differ between two states of a resource, in words, and how many do not. */
export function fieldChanges(before: Fields | null, after: Fields | null): { changes: readonly FieldChange[]; unchanged: number } {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = names
    .map((name) => ({
      label: labelOf(name),
      before: written(before?.[name]),
      after: written(after?.[name]),
      secret: after?.[name] === '[secret]',
    }))
    .filter((change) => change.before !== change.after);
  return { changes, unchanged: names.length - changes.length };
}
