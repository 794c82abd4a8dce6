import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import { kindGuides } from './kind-guides.ts';

/** What to do at the provider, in order. The addresses it asks for are on the connection's page once it is made. */
export function KindSteps({ kind, isNew = false }: { kind: SsoKind; isNew?: boolean }) {
  const { label, steps } = kindGuides[kind];
  return (
    <section aria-label={`Steps at ${label}`} className="rounded-md bg-sunken px-4 py-3 text-control">
      <p className="mb-1 font-medium">At {label}</p>
      <ol className="flex list-decimal flex-col gap-1 pl-5 text-second">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {isNew ? (
        <p className="mt-2 text-quiet">
          The addresses to enter there appear as soon as the connection is made, and it starts switched off.
        </p>
      ) : null}
    </section>
  );
}
