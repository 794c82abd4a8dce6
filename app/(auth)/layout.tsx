import type { ReactNode } from 'react';

/** Pages for people who are not signed in: one column of 400. */
export default function SignedOutLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-100 flex-col justify-center gap-6 px-4 py-12">
      <p className="font-semibold text-lead">Tollgate</p>
      {children}
    </main>
  );
}
