import { buttonClasses } from '#components/ui/button.tsx';
import { StateBlock } from '#components/ui/state-block.tsx';

/**
 * The same for what does not exist and for what is not yours. A plain link: every page carries what this file imports for
 * the browser.
 */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col justify-center bg-surface">
      <StateBlock
        level={1}
        title="There is nothing here"
        action={
          <a href="/" className={buttonClasses()}>
            Go home
          </a>
        }
      >
        It may have moved, or it is not yours to see.
      </StateBlock>
    </main>
  );
}
