'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { copyText } from '#components/ui/copy-button.tsx';

export interface RecoveryCodesProps {
  /** Held in memory only. */
  codes: readonly string[];
  onStored: () => void;
}

/** Ten codes, shown once: to be copied or saved, and a promise before they are gone. */
export function RecoveryCodes({ codes, onStored }: RecoveryCodesProps) {
  const [stored, setStored] = useState(false);
  const text = codes.join('\n');
  return (
    <div className="flex flex-col gap-4">
      <p className="text-body text-second">
        If you lose your other factors, each of these opens your account once. Store them where your password is not. They are shown only
        now.
      </p>
      <ol aria-label="Recovery codes" className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md bg-sunken p-3 font-mono text-body">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copyText(text)}>Copy</Button>
        <a
          className="inline-flex h-8 items-center rounded-md border border-edge px-3 font-medium text-control hover:bg-hover"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="tollgate-recovery-codes.txt"
        >
          Save as a file
        </a>
      </div>
      <div className="flex items-center gap-2">
        <Checkbox id="codes-stored" checked={stored} onChange={(event) => setStored(event.target.checked)} />
        <label htmlFor="codes-stored" className="text-body">
          I stored them
        </label>
      </div>
      <Button variant="primary" disabledReason={stored ? undefined : 'Say first that you stored them.'} onClick={onStored}>
        Done
      </Button>
    </div>
  );
}
