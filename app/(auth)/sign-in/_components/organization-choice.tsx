import { Button } from '#components/ui/button.tsx';

export interface OrganizationChoiceProps {
  choices: readonly { readonly slug: string; readonly name: string }[];
  busy: boolean;
  onChoose: (slug: string) => void;
}

/** Shown when the same e-mail and password fit in several organizations. */
export function OrganizationChoice({ choices, busy, onChoose }: OrganizationChoiceProps) {
  return (
    <section aria-labelledby="organizations" className="flex flex-col gap-3">
      <h2 id="organizations" className="text-body text-second">
        You belong to several organizations. Which one?
      </h2>
      <ul className="flex flex-col gap-2">
        {choices.map(({ slug, name }) => (
          <li key={slug}>
            <Button size="large" busy={busy} className="w-full justify-start" onClick={() => onChoose(slug)}>
              <span dir="auto">{name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
