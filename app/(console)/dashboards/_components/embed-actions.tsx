'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeEmbedAction, signEmbedAction } from '../actions.ts';

const frameOf = (url: string, name: string): string =>
  `<iframe src="${url}" title="${name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" width="100%" height="480" loading="lazy"></iframe>`;

/** Signs an address of an embed, and ends it. An address is shown once it is made and kept nowhere. */
export function EmbedActions({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const [busy, setBusy] = useState(false);
  const [frame, setFrame] = useState<string>();
  const sign = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await signEmbedAction(id);
    setBusy(false);
    if (data === undefined) toast({ tone: 'error', text: `${problem.detail} (${problem.request_id})` });
    else setFrame(frameOf(data.url ?? `${window.location.origin}${data.path}`, name));
  };
  const revoke = (): void =>
    ask({
      title: `Revoke ${name}?`,
      consequence: 'Every address of it shows nothing from now on, also those that were handed out. It cannot be taken back.',
      verb: 'Revoke embed',
      onConfirm: () => carryOut(revokeEmbedAction(id), `${name} is revoked.`).then(() => router.refresh()),
    });
  return (
    <div className="flex items-center justify-end gap-2">
      {frame === undefined ? (
        <Button size="small" busy={busy} onClick={() => void sign()}>
          Get address
        </Button>
      ) : (
        <>
          <Input
            readOnly
            value={frame}
            aria-label={`Frame of ${name}, for the other site`}
            className="h-7 w-64 font-mono text-caption"
            onFocus={(event) => event.target.select()}
          />
          <CopyButton value={frame} label={`Copy the frame of ${name}`} />
        </>
      )}
      <Button size="small" onClick={revoke}>
        Revoke…
      </Button>
      {dialog}
    </div>
  );
}
