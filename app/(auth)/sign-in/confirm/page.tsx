import type { Metadata } from 'next';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ticketQuestion } from '#lib/http/sso-answer-routes.ts';

export const metadata: Metadata = { title: 'Confirm your sign-in' };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const textOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

/** Is it me whom the identity provider signs in? Asked where the provider began, because a link of somebody else could have. */
export default async function ConfirmPage({ searchParams }: PageProps) {
  const given = await searchParams;
  const [connection, ticket] = [textOf(given.connection), textOf(given.ticket)];
  const question = ticket === '' ? null : await ticketQuestion(connection, ticket);
  if (question === null) {
    return (
      <>
        <h1 className="font-semibold text-title">This sign-in is over</h1>
        <p className="text-second">It waited for more than two minutes, or was used already. Start again at your identity provider.</p>
        <ButtonLink href="/sign-in" size="large">
          To the sign-in page
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <h1 className="font-semibold text-title">Sign in as {question.email ?? 'the person of your identity provider'}?</h1>
      <p className="text-second">
        <span dir="auto">{question.provider}</span> sent you here. If you did not ask it to, do not go on.
      </p>
      <form method="post" action={`/api/sso/${encodeURIComponent(connection)}/complete`} className="flex flex-col gap-3">
        <input type="hidden" name="ticket" value={ticket} />
        <Button type="submit" variant="primary" size="large">
          Sign in
        </Button>
        <ButtonLink href="/sign-in" size="large">
          Not me
        </ButtonLink>
      </form>
    </>
  );
}
