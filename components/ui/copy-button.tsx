'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announce.ts';
import { IconButton } from './button.tsx';
import { cn } from './cn.ts';
import { toast } from './toast.ts';

/** Puts text on the clipboard; browsers refuse on plain HTTP other than localhost, and then say so in a toast. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    announce('Copied');
    return true;
  } catch {
    toast({ tone: 'error', text: 'The browser did not allow copying. Select the text and copy it yourself.' });
    return false;
  }
}

export interface CopyButtonProps {
  value: string;
  label?: string;
  className?: string;
}

export function CopyButton({ value, label = 'Copy', className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      size="small"
      label={label}
      icon={copied ? <Check className="text-success" /> : <Copy />}
      onClick={() => void copyText(value).then(setCopied)}
      className={cn('size-6 p-0', className)}
    />
  );
}
