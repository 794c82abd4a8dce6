'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveRoleAction, restoreRoleAction } from '../actions.ts';

export interface RoleActionsProps {
  role: { readonly id: string; readonly title: string; readonly built_in: boolean; readonly archived_at: string | null };
  mayWrite: boolean;
}

/** What can be done with a role itself. */
export function RoleActions({ role: { id, title, built_in: builtIn, archived_at: archivedAt }, mayWrite }: RoleActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${title}?`,
      consequence: 'It cannot be granted any more. It has to be taken from whoever holds it first. You can bring it back.',
      verb: 'Archive role',
      onConfirm: () => carryOut(archiveRoleAction(id), `${title} is archived.`).then(() => router.refresh()),
    });
  const restore = (): void =>
    ask({
      title: `Bring ${title} back?`,
      consequence: 'It can be granted again, with the permissions it had.',
      verb: 'Restore role',
      danger: false,
      onConfirm: () => carryOut(restoreRoleAction(id), `${title} is back.`).then(() => router.refresh()),
    });
  const isOwn = mayWrite && !builtIn;
  return (
    <>
      {isOwn && archivedAt === null ? (
        <>
          <ButtonLink size="small" href={`/roles/${id}`}>
            Edit
          </ButtonLink>
          <Button size="small" onClick={archive}>
            Archive…
          </Button>
        </>
      ) : null}
      {isOwn && archivedAt !== null ? (
        <Button size="small" onClick={restore}>
          Restore…
        </Button>
      ) : null}
      {mayWrite ? (
        <ButtonLink size="small" href={`/roles/new?from=${id}`}>
          Copy
        </ButtonLink>
      ) : null}
      <ButtonLink size="small" href={`/roles/compare?a=${id}`}>
        Compare
      </ButtonLink>
      {dialog}
    </>
  );
}
