'use client';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';

export interface AccessChoiceProps {
  people: readonly ComboboxOption[];
  /** Places, each as `team_id=team_…`; the organization is the empty choice. */
  places: readonly ComboboxOption[];
  /** What the places leave out. */
  note: string | undefined;
  chosen: { readonly user: string; readonly on: string | undefined };
}

/** Whom and what is asked about; the address carries it. */
export function AccessChoice({ people, places, note, chosen }: AccessChoiceProps) {
  const router = useRouter();
  const id = useId();
  const go = (user: string | undefined, on: string | undefined): void => {
    const next = new URLSearchParams({ ...(user === undefined ? {} : { user }), ...(on === undefined ? {} : { on }) });
    router.push(`/access?${next}`);
  };
  return (
    <div className="flex flex-wrap items-end gap-3 pb-4">
      <div className="grid w-64 gap-1.5">
        <label htmlFor={`${id}-user`} className="text-control">
          Person
        </label>
        <Combobox id={`${id}-user`} options={people} value={chosen.user} onChange={(user) => go(user, chosen.on)} />
      </div>
      <div className="grid w-64 gap-1.5">
        <label htmlFor={`${id}-on`} className="text-control">
          On
        </label>
        <Combobox
          id={`${id}-on`}
          options={places}
          value={chosen.on}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          placeholder="The whole organization"
          onChange={(on) => go(chosen.user, on)}
        />
      </div>
      {note === undefined ? null : (
        <p id={`${id}-note`} className="basis-full text-control text-quiet">
          {note}
        </p>
      )}
    </div>
  );
}
