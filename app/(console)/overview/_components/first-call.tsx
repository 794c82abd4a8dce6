import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** What an organization without a call sees: the way to the first. */
export function FirstCall() {
  return (
    <EmptyState title="Send the first call" action={<ButtonLink href="/keys/new">Create key</ButtonLink>}>
      Create a key, then point any OpenAI SDK at this address with it. The model{' '}
      <code className="font-mono text-caption">sandbox-small</code> answers without a provider and costs nothing real. The call shows here
      within two seconds.
    </EmptyState>
  );
}
