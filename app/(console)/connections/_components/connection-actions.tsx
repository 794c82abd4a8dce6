'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { disableConnectionAction, enableConnectionAction, testConnectionAction } from '../actions.ts';
import type { ConnectionRow } from './connection-columns.tsx';
import type { ProviderRow } from './provider-fields.tsx';

export interface ConnectionActionsProps {
  connection: ConnectionRow;
  /** Undefined for one that this version does not know; then nothing can be edited. */
  provider: ProviderRow | undefined;
  may: { readonly write: boolean; readonly test: boolean };
}

const loadEdit = () => import('./edit-connection-dialog.tsx').then((module) => module.EditConnectionDialog);
const loadRotate = () => import('./rotate-credential-dialog.tsx').then((module) => module.RotateCredentialDialog);

/** What can be done with a connection. */
export function ConnectionActions({ connection, provider, may }: ConnectionActionsProps) {
  const { id, name, status, has_credential: hasCredential } = connection;
  const router = useRouter();
  const [testing, setTesting] = useState(false);
  const [ask, dialog] = useConfirm();
  const rotate = useOnDemand(loadRotate);
  const edit = useOnDemand(loadEdit);
  const test = async (): Promise<void> => {
    setTesting(true);
    const { data, problem } = await testConnectionAction(id);
    setTesting(false);
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    else toast({ tone: data.test_result?.ok ? 'success' : 'error', text: data.test_result?.message ?? 'The test left no result.' });
    router.refresh();
  };
  const change = (): void =>
    ask(
      status === 'active'
        ? {
            title: `Disable ${name}?`,
            consequence: 'Calls that need it are refused within 2 s. You can enable it again.',
            verb: 'Disable connection',
            onConfirm: () => carryOut(disableConnectionAction(id), `${name} is disabled.`).then(() => router.refresh()),
          }
        : {
            title: `Enable ${name}?`,
            consequence: 'Calls can use it again within 2 s.',
            verb: 'Enable connection',
            danger: false,
            onConfirm: () => carryOut(enableConnectionAction(id), `${name} is enabled.`).then(() => router.refresh()),
          },
    );
  if (status === 'archived') return null;
  return (
    <>
      {may.test ? (
        <Button size="small" busy={testing} onClick={() => void test()}>
          Test now
        </Button>
      ) : null}
      {may.write && provider !== undefined ? (
        <Button size="small" onPointerEnter={edit.hint} onFocus={edit.hint} onClick={() => void edit.show()}>
          Edit…
        </Button>
      ) : null}
      {may.write && hasCredential ? (
        <Button size="small" onPointerEnter={rotate.hint} onFocus={rotate.hint} onClick={() => void rotate.show()}>
          Replace credential…
        </Button>
      ) : null}
      {may.write ? (
        <Button size="small" onClick={change}>
          {status === 'active' ? 'Disable…' : 'Enable…'}
        </Button>
      ) : null}
      {dialog}
      {edit.Component && provider !== undefined ? (
        <edit.Component open={edit.open} onOpenChange={edit.onOpenChange} connection={connection} provider={provider} />
      ) : null}
      {rotate.Component ? (
        <rotate.Component open={rotate.open} onOpenChange={rotate.onOpenChange} id={id} name={name} provider={provider} />
      ) : null}
    </>
  );
}
