import type { Metadata } from 'next';
import { SignInForm } from './_components/sign-in-form.tsx';
import { SingleSignOn } from './_components/single-sign-on.tsx';

export const metadata: Metadata = { title: 'Sign in' };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Only a path of ours is gone back to: `//host` and `/\host` are other sites to a browser. */
const localPath = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : '/');

/** Who are you? */
export default async function SignInPage({ searchParams }: PageProps) {
  const { next } = await searchParams;
  return (
    <>
      <h1 className="font-semibold text-title">Sign in</h1>
      <SignInForm next={localPath(next)} />
      <SingleSignOn next={localPath(next)} />
    </>
  );
}
