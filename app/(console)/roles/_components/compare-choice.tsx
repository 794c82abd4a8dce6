'use client';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { Select, type SelectOption } from '#components/ui/select.tsx';

export interface CompareChoiceProps {
  roles: readonly SelectOption[];
  /** Ids of the two roles. */
  chosen: { readonly a: string; readonly b: string };
}

/** Which two roles are compared; the address carries them. */
export function CompareChoice({ roles, chosen }: CompareChoiceProps) {
  const router = useRouter();
  const id = useId();
  const choose = (side: 'a' | 'b', value: string): void => {
    const next = new URLSearchParams({ ...chosen, [side]: value });
    router.push(`/roles/compare?${next}`);
  };
  return (
    <div className="flex flex-wrap items-end gap-3 pb-4">
      {(['a', 'b'] as const).map((side) => (
        <div key={side} className="grid w-56 gap-1.5">
          <label htmlFor={`${id}-${side}`} className="text-control">
            {side === 'a' ? 'Role' : 'Compared with'}
          </label>
          <Select id={`${id}-${side}`} options={roles} value={chosen[side]} onChange={(event) => choose(side, event.target.value)} />
        </div>
      ))}
    </div>
  );
}
