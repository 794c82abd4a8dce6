import type { Metadata } from 'next';
import { showInvitation } from '#lib/http/invitation-door.ts';
import { JoinForm } from './_components/join-form.tsx';

/** The address holds a secret: no other site is told it, and no search engine keeps it. */
export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer', robots: { index: false } };

/** Who invites me, and where to? Opening it changes nothing: only the button joins. */
export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { data, problem } = await showInvitation(token);
  if (problem !== undefined) {
    return (
      <>
        <h1 className="font-semibold text-title">This invitation does not work</h1>
        <p className="text-second">
          {problem.status === 404
            ? 'It was used, taken back or sent again, or its time is over. Ask whoever invited you for a new one.'
            : problem.detail}
        </p>
        <p className="text-caption text-quiet">Request {problem.request_id}</p>
        <a className="text-accent-text underline" href="/sign-in">
          Sign in
        </a>
      </>
    );
  }
  const { organization, inviter, team, email, name } = data;
  return (
    <>
      <h1 className="font-semibold text-title" dir="auto">
        Join {organization}
      </h1>
      <p className="text-second" dir="auto">
        {inviter} invites you{team === null ? '' : ` to the team ${team}`}. You will sign in as {email}.
      </p>
      <JoinForm token={token} name={name} email={email} />
    </>
  );
}
