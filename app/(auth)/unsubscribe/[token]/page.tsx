import type { Metadata } from 'next';
import { showSubscription } from '#lib/http/subscription-door.ts';
import { SubscriptionButton } from './_components/subscription-button.tsx';

/** The address holds a secret: no other site is told it, and no search engine keeps it. */
export const metadata: Metadata = { title: 'Unsubscribe', referrer: 'no-referrer', robots: { index: false } };

/** Which report, and whose address? Opening it changes nothing: only the button does. */
export default async function UnsubscribePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { data, problem } = await showSubscription(token);
  if (problem !== undefined) {
    return (
      <>
        <h1 className="font-semibold text-title">This link leads nowhere</h1>
        <p className="text-second">{problem.detail}</p>
        <p className="text-caption text-quiet">Request {problem.request_id}</p>
      </>
    );
  }
  const { organization, report, email, isSubscribed } = data;
  return (
    <>
      <h1 className="font-semibold text-title" dir="auto">
        {report}
      </h1>
      <p className="text-second" dir="auto">
        {isSubscribed
          ? `${organization} sends this report to ${email}.`
          : `${organization} does not send this report to ${email} any more.`}
      </p>
      <SubscriptionButton token={token} report={report} isSubscribed={isSubscribed} />
    </>
  );
}
