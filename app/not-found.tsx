import { ButtonLink } from '#components/ui/button-link.tsx';
import { StateBlock } from '#components/ui/state-block.tsx';

/** The same for what does not exist and for what is not yours. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col justify-center bg-surface">
      <StateBlock level={1} title="There is nothing here" action={<ButtonLink href="/">Go home</ButtonLink>}>
        It may have moved, or it is not yours to see.
      </StateBlock>
    </main>
  );
}
