'use client';
import { useRouter } from 'next/navigation';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { cancelExportAction } from '../actions.ts';

/** The file, or a way to stop. */
export function ExportActions({ id, name, path, isOpen }: { id: string; name: string; path: string | null; isOpen: boolean }) {
  const router = useRouter();
  const cancel = (): void => {
    carryOut(cancelExportAction(id), `${name} is not written any more.`)
      .catch((error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : String(error) }))
      .finally(() => router.refresh());
  };
  if (path !== null) {
    return (
      <a href={path} download aria-label={`Download ${name}`} className={buttonClasses({ size: 'small' })}>
        Download
      </a>
    );
  }
  return isOpen ? (
    <Button size="small" onClick={cancel} aria-label={`Cancel ${name}`}>
      Cancel
    </Button>
  ) : null;
}
