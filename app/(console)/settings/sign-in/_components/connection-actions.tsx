'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { z } from 'zod';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { carryOut } from '../../../_shell/carry-out.ts';
import { archiveSsoAction, renewSsoKeyAction, switchSsoAction, testSsoAction } from '../actions.ts';

/** What can be done with an identity provider. */
export function ConnectionActions({ connection }: { connection: z.input<typeof SsoConnection> }) {
  const { id, name, status, paths } = connection;
  const router = useRouter();
  const [testing, setTesting] = useState(false);
  const [ask, dialog] = useConfirm();
  const test = async (): Promise<void> => {
    setTesting(true);
    const { data, problem } = await testSsoAction(id);
    setTesting(false);
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    else
      toast(data.test_result?.ok ? { tone: 'success', text: `${name} answers.` } : { tone: 'error', text: `${name} needs another look.` });
    router.refresh();
  };
  const change = (): void =>
    ask(
      status === 'active'
        ? {
            title: `Switch ${name} off?`,
            consequence: 'Nobody signs in there any more. Who is signed in stays so.',
            verb: 'Switch off',
            onConfirm: () => carryOut(() => switchSsoAction(id, 'disabled'), `${name} is switched off.`).then(() => router.refresh()),
          }
        : {
            title: `Switch ${name} on?`,
            consequence: 'People of the domains that lead to it sign in there from now on. Passwords stay good until you enforce it.',
            verb: 'Switch on',
            danger: false,
            onConfirm: () => carryOut(() => switchSsoAction(id, 'active'), `${name} is switched on.`).then(() => router.refresh()),
          },
    );
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'Its secret is destroyed and its domains lead nowhere. This cannot be taken back.',
      verb: 'Archive',
      onConfirm: () => carryOut(() => archiveSsoAction(id), `${name} is archived.`).then(() => router.push('/settings/sign-in')),
    });
  const renew = (): void =>
    ask({
      title: `Make a new encryption key for ${name}?`,
      consequence:
        'Our metadata has the new key from now on: give it to the provider again. Assertions for the key before are still taken, those for an older one are not.',
      verb: 'Make a new key',
      danger: false,
      onConfirm: () => carryOut(() => renewSsoKeyAction(id), 'The metadata has a new key.').then(() => router.refresh()),
    });
  if (status === 'archived') return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" busy={testing} onClick={() => void test()}>
        Test connection
      </Button>
      <Button size="small" onClick={() => location.assign(`${paths.start}?purpose=test`)}>
        Try a sign-in
      </Button>
      <Button size="small" onClick={change}>
        {status === 'active' ? 'Switch off…' : 'Switch on…'}
      </Button>
      {paths.metadata === null ? null : (
        <Button size="small" onClick={renew}>
          New encryption key…
        </Button>
      )}
      <Button size="small" onClick={archive}>
        Archive…
      </Button>
      {dialog}
    </div>
  );
}
