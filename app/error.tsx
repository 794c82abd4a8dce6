'use client';

export interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/**
 * A page that did not render. The digest is in the server's log beside the cause. Every page carries this file in case it
 * fails, so it imports nothing.
 */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 bg-surface p-6 text-center">
      <div role="alert" className="flex max-w-120 flex-col gap-1">
        <h1 className="font-semibold text-body">This page did not load</h1>
        <p className="text-control text-second">Nothing was changed, and calls keep flowing. If it happens again, report this id.</p>
        {error.digest === undefined ? null : <p className="mt-1 select-all font-mono text-caption text-quiet">{error.digest}</p>}
      </div>
      <button
        type="button"
        onClick={reset}
        className="h-8 rounded-md border border-edge bg-surface px-3 font-medium text-control transition-colors hover:bg-hover touch:h-10"
      >
        Try again
      </button>
    </main>
  );
}
