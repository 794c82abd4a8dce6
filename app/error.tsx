'use client';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';

export interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** A page that did not render. The digest is in the server's log beside the cause. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="flex min-h-dvh flex-col justify-center bg-surface">
      <ErrorState level={1} title="This page did not load" requestId={error.digest} action={<Button onClick={reset}>Try again</Button>}>
        Nothing was changed, and calls keep flowing. If it happens again, report this id.
      </ErrorState>
    </main>
  );
}
