import type { ReactNode } from 'react';

/** Fields that belong together, below a heading. */
export function FieldGroup({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="sr-only">{title}</legend>
      <div aria-hidden="true">
        <p className="font-semibold text-body">{title}</p>
        {hint === undefined ? null : <p className="text-control text-quiet">{hint}</p>}
      </div>
      {children}
    </fieldset>
  );
}
