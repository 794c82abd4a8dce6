'use client';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { publishRouteAction } from '../actions.ts';
import type { RouteRow, routeChanges } from './route-lines.ts';

export interface PublishDialogProps extends Surface {
  routeId: string;
  name: string;
  /** Of the route as it was read last. */
  version: number;
  /** The number that the new version gets. */
  next: number;
  changes: ReturnType<typeof routeChanges>;
  onDone: (route: RouteRow) => void;
}

/** What changes for callers, and why; then it is in force within two seconds. */
export function PublishDialog({ open, onOpenChange, routeId, name, version, next, changes, onDone }: PublishDialogProps) {
  const id = useId();
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const publish = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await publishRouteAction(routeId, note, version);
    setBusy(false);
    if (problem !== undefined) return setFailure(`${problem.errors?.[0]?.detail ?? problem.detail} (${problem.request_id})`);
    onDone(data);
    setNote('');
    onOpenChange(false);
    toast({ tone: 'success', text: `${name} v${next} is in force within 2 s.` });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Publish ${name} v${next}?`}
      description="Every call to this route follows the new version within 2 s. The versions before stay, and one click brings them back."
      dismissible={!isBusy}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" busy={isBusy} onClick={() => void publish()}>
            {`Publish v${next}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field id={id} label="Why" optional hint="For those who read the history.">
          {(control) => <Textarea {...control} rows={2} value={note} onChange={({ target }) => setNote(target.value)} />}
        </Field>
        <DiffView label="Changes to be published" changes={changes.changes} unchanged={changes.unchanged} />
        {failure === undefined ? null : (
          <p role="alert" className="text-control text-danger-text">
            {failure}
          </p>
        )}
      </div>
    </Dialog>
  );
}
