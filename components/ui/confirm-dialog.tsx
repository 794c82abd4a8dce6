'use client';
import { useId, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Input } from './input.tsx';
import type { Surface } from './use-on-demand.ts';

export interface ConfirmQuestion {
  /** Object and number: "Disable 14 keys?" */
  title: string;
  /** What happens then, with figures: "3,201 calls used them in the last hour; they stop within 2 s." */
  consequence: string;
  /** The verb the button repeats: "Disable 14 keys". */
  verb: string;
  /** What must be typed first. Only where nothing brings the object back: tenant, erasure, encryption key. */
  typeToConfirm?: string | undefined;
  /** False for questions that destroy nothing, as "Leave without saving?". */
  danger?: boolean | undefined;
}

export interface ConfirmDialogProps extends Surface, ConfirmQuestion {
  /** Runs while the dialog stays open and busy; a rejection keeps it open and shows the message. */
  onConfirm: () => Promise<void> | void;
}

/** Asks before something that cannot be undone. Focus starts on Cancel. What can be brought back gets Undo in a toast instead. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  consequence,
  verb,
  typeToConfirm,
  danger = true,
  onConfirm,
}: ConfirmDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const missing = typeToConfirm !== undefined && typed !== typeToConfirm;

  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      onOpenChange(false);
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : 'It did not work. Nothing was changed.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      width="small"
      dismissible={!busy}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            disabledReason={missing ? `Type ${typeToConfirm} first.` : undefined}
            onClick={() => void confirm()}
          >
            {verb}
          </Button>
        </>
      }
    >
      {typeToConfirm === undefined ? null : <TypeBox expected={typeToConfirm} value={typed} onChange={setTyped} />}
      {failure === undefined ? null : (
        <p role="alert" className="mt-3 text-control text-danger-text">
          {failure}
        </p>
      )}
    </Dialog>
  );
}

function TypeBox({ expected, value, onChange }: { expected: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-control">
        Type <span className="font-mono">{expected}</span> to go on
      </label>
      <Input id={id} value={value} onChange={(event) => onChange(event.target.value)} autoComplete="off" spellCheck={false} />
    </div>
  );
}
