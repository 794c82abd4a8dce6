import { cn } from './cn.ts';

export interface Person {
  /** Undefined for an account whose name was never given: the address stands in. */
  name?: string | undefined;
  email?: string | undefined;
  /** Struck, with the word "deactivated" for those who cannot see the line. */
  deactivated?: boolean | undefined;
  /** Shown instead of name and address where the tenant hides names. */
  pseudonym?: string | undefined;
}

/** Up to two letters; emoji, combining marks and right-to-left names stay whole characters. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s.@_-]+/u)
    .filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

const nameOf = ({ name, email, pseudonym }: Person): string => pseudonym ?? name ?? email ?? 'Unknown person';

export interface PersonCellProps {
  person: Person;
  /** Shows the address below the name. */
  detailed?: boolean;
  className?: string;
}

export function PersonCell({ person, detailed = false, className }: PersonCellProps) {
  const name = nameOf(person);
  return (
    <span className={cn('inline-flex min-w-0 items-center gap-2', className)}>
      <span
        aria-hidden
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-selected font-medium text-key text-second"
      >
        {initials(name)}
      </span>
      <span className="min-w-0">
        <span className={cn('block truncate', person.deactivated && 'text-quiet line-through')} dir="auto" title={name}>
          {name}
        </span>
        {person.deactivated ? <span className="sr-only"> deactivated</span> : null}
        {detailed && person.email !== undefined && person.pseudonym === undefined && person.name !== undefined ? (
          <span className="block truncate text-caption text-quiet">{person.email}</span>
        ) : null}
      </span>
    </span>
  );
}
