'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { closeSurveyAction } from '../actions.ts';

/** Takes no more answers; those that are there stay. */
export function CloseSurvey({ id, title }: { id: string; title: string }) {
  const router = useRouter();
  const close = async (): Promise<void> => {
    const { problem } = await closeSurveyAction({ survey_id: id });
    if (problem === undefined) toast({ tone: 'success', text: `${title} is closed.` });
    else toast({ tone: 'error', text: problem.detail });
    router.refresh();
  };
  return (
    <Button size="small" onClick={() => void close()}>
      Close
    </Button>
  );
}
