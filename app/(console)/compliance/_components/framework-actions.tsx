'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveFrameworkAction } from '../actions.ts';

/** Changes or archives a framework of the organization's own. */
export function FrameworkActions({ framework, name }: { framework: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'No audit looks at it any more. Past audits keep what they found, and what people vouched for stays.',
      verb: 'Archive framework',
      onConfirm: () => carryOut(archiveFrameworkAction(framework), `${name} is archived.`).then(() => router.push('/compliance')),
    });
  return (
    <>
      <ButtonLink href={`/compliance/${framework}/edit`}>Edit</ButtonLink>
      <Button onClick={archive}>Archive…</Button>
      {dialog}
    </>
  );
}
