'use client';
import { Dialog } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import type { Command } from './shortcuts.ts';

export interface ShortcutHelpProps extends Surface {
  commands: readonly Command[];
}

/** All keys that do something on this page. */
export function ShortcutHelp({ open, onOpenChange, commands }: ShortcutHelpProps) {
  const groups = Map.groupBy(
    commands.filter(({ keys }) => keys !== undefined),
    ({ group }) => group,
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      description="Switch single keys off under My account."
      width="large"
    >
      <div className="gap-x-8 sm:columns-2">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-control">{group}</h3>
            <dl className="text-control">
              {list.map(({ id, label, keys = '' }) => (
                <div key={id} className="flex min-h-7 items-center justify-between gap-4">
                  <dt className="text-second">{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
