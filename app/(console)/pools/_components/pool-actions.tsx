'use client';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';

/** Parts of the organization, as forms offer them. */
export interface PoolPlaces {
  readonly team: readonly ComboboxOption[];
  readonly department: readonly ComboboxOption[];
}

/** What the reader may do, somewhere. */
export interface PoolRights {
  readonly assign: boolean;
  readonly lend: boolean;
}

export interface PoolActionsProps {
  pool: { readonly connection_id: string; readonly name: string; readonly owner_name: string | null; readonly version: number };
  places: PoolPlaces;
  may: PoolRights;
}

const load = () => import('./pool-dialog.tsx').then((module) => module.PoolDialog);

/** What can be done with a connection as a shared resource. */
export function PoolActions({ pool, places, may }: PoolActionsProps) {
  const assign = useOnDemand(load);
  const lend = useOnDemand(load);
  return (
    <div className="flex shrink-0 gap-2">
      {may.lend && pool.owner_name !== null ? (
        <Button
          size="small"
          aria-label={`Lend ${pool.name}`}
          onPointerEnter={lend.hint}
          onFocus={lend.hint}
          onClick={() => void lend.show()}
        >
          Lend…
        </Button>
      ) : null}
      {may.assign ? (
        <Button
          size="small"
          aria-label={`Set the owner of ${pool.name}`}
          onPointerEnter={assign.hint}
          onFocus={assign.hint}
          onClick={() => void assign.show()}
        >
          Owner…
        </Button>
      ) : null}
      {assign.Component ? (
        <assign.Component open={assign.open} onOpenChange={assign.onOpenChange} act="assign" pool={pool} places={places} />
      ) : null}
      {lend.Component ? <lend.Component open={lend.open} onOpenChange={lend.onOpenChange} act="lend" pool={pool} places={places} /> : null}
    </div>
  );
}
