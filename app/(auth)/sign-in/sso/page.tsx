import type { Metadata } from 'next';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { readSsoFailure, ssoFailures } from '#lib/contracts/sso-failures.ts';

export const metadata: Metadata = { title: 'Sign-in failed' };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Why did my identity provider not get me in? */
export default async function SsoFailurePage({ searchParams }: PageProps) {
  const { failure, request } = await searchParams;
  const { title, text } = ssoFailures[readSsoFailure(failure)];
  // Shown as it came only where it looks like an id of ours: the address is anybody's to write.
  const requestId = typeof request === 'string' && /^req_[0-9a-z]{26}$/.test(request) ? request : undefined;
  return (
    <>
      <h1 className="font-semibold text-title">{title}</h1>
      <p className="text-second">{text}</p>
      {requestId === undefined ? null : (
        <p className="text-control text-quiet">
          Request <span className="font-mono">{requestId}</span>
        </p>
      )}
      <ButtonLink href="/sign-in" variant="primary" size="large">
        Start again
      </ButtonLink>
    </>
  );
}
