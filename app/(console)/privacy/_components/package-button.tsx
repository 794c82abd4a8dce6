'use client';
import { useRouter } from 'next/navigation';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { linkPackageAction } from '../actions.ts';

/** Downloads a package: once, with a proof of who asks. */
export function PackageButton({ id }: { id: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const fetchIt = async (): Promise<void> => {
    const { data, problem } = await withStepUp(() => linkPackageAction(id));
    if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
    window.location.assign(`/api/v1/privacy/packages?token=${data.token}`);
    toast({ tone: 'success', text: 'The package comes as a ZIP file.' });
    router.refresh();
  };
  return (
    <>
      <Button
        size="small"
        onClick={() =>
          ask({
            title: 'Download the package?',
            consequence: 'It can be downloaded once, and is deleted here after.',
            verb: 'Download',
            danger: false,
            onConfirm: fetchIt,
          })
        }
      >
        Download package…
      </Button>
      {dialog}
    </>
  );
}
