'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Menu } from '#components/ui/menu.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { resendInvitationAction, revokeInvitationAction } from '../actions.ts';

/** What can be done with an invitation that nobody has accepted yet. */
export function InvitationMenu({ id, email }: { id: string; email: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const [link, setLink] = useState<string>();
  const resend = (): void =>
    ask({
      title: `Send ${email} a new link?`,
      consequence: 'It works for 7 days. Links that were sent before stop working.',
      verb: 'Send again',
      danger: false,
      onConfirm: async () => {
        const { data, problem } = await withStepUp(() => resendInvitationAction(id));
        if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
        setLink(`${location.origin}${data.link_path}`);
        router.refresh();
      },
    });
  const revoke = (): void =>
    ask({
      title: `Take the invitation of ${email} back?`,
      consequence: 'Its link stops working at once. You can invite them again.',
      verb: 'Take back',
      onConfirm: () => carryOut(revokeInvitationAction(id), `The invitation of ${email} is taken back.`).then(() => router.refresh()),
    });
  if (link !== undefined)
    return <SecretReveal label={`Link for ${email}`} secret={link} envName="INVITATION" onStored={() => setLink(undefined)} />;
  return (
    <>
      <Menu
        label={`Actions for ${email}`}
        entries={[
          { label: 'Send again…', onSelect: resend },
          { label: 'Take back…', danger: true, onSelect: revoke },
        ]}
      />
      {dialog}
    </>
  );
}
