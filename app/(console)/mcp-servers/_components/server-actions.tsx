'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveServerAction, setServerStatusAction, testServerAction } from '../actions.ts';
import type { ServerRow } from './server-columns.tsx';

export interface ServerActionsProps {
  server: Pick<ServerRow, 'id' | 'name' | 'status'>;
  may: { readonly write: boolean; readonly test: boolean };
}

/** What can be done with a tool server. */
export function ServerActions({ server: { id, name, status }, may }: ServerActionsProps) {
  const router = useRouter();
  const [testing, setTesting] = useState(false);
  const [ask, dialog] = useConfirm();
  const test = async (): Promise<void> => {
    setTesting(true);
    const { data, problem } = await testServerAction(id);
    setTesting(false);
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    else toast({ tone: data.test_result?.ok ? 'success' : 'error', text: data.test_result?.message ?? 'The test left no result.' });
    router.refresh();
  };
  const turn = (next: 'active' | 'disabled', done: string) => carryOut(setServerStatusAction(id, next), done).then(() => router.refresh());
  const change = (): void =>
    ask(
      status === 'active'
        ? {
            title: `Disable ${name}?`,
            consequence: 'Its tools are gone for every agent within 2 s. You can enable it again.',
            verb: 'Disable server',
            onConfirm: () => turn('disabled', `${name} is disabled.`),
          }
        : {
            title: `Enable ${name}?`,
            consequence: 'Agents can use its tools again within 2 s.',
            verb: 'Enable server',
            danger: false,
            onConfirm: () => turn('active', `${name} is enabled.`),
          },
    );
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'Its tools are gone and its credential is destroyed. Its calls stay in the usage log. This cannot be undone.',
      verb: 'Archive server',
      onConfirm: () => carryOut(archiveServerAction(id), `${name} is archived.`).then(() => router.refresh()),
    });
  if (status === 'archived') return null;
  return (
    <>
      {may.test ? (
        <Button size="small" busy={testing} onClick={() => void test()}>
          Test
        </Button>
      ) : null}
      {may.write ? (
        <>
          <ButtonLink size="small" href={`/mcp-servers/${id}`}>
            Edit
          </ButtonLink>
          <Button size="small" onClick={change}>
            {status === 'active' ? 'Disable…' : 'Enable…'}
          </Button>
          <Button size="small" onClick={archive}>
            Archive…
          </Button>
        </>
      ) : null}
      {dialog}
    </>
  );
}
