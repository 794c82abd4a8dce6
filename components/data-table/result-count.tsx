'use client';
import { useEffect, useRef } from 'react';
import { announce } from '#components/ui/announce.ts';

export interface ResultCountProps {
  /** "12,431 keys". */
  text: string;
  /** "38 need rotation". */
  detail?: string | undefined;
}

/** How many rows there are; said aloud when it changes. */
export function ResultCount({ text, detail }: ResultCountProps) {
  const before = useRef(text);
  useEffect(() => {
    if (before.current !== text) announce(text);
    before.current = text;
  }, [text]);
  return (
    <p className="whitespace-nowrap text-control text-quiet tabular-nums">
      {text}
      {detail === undefined ? null : <span className="max-sm:hidden"> · {detail}</span>}
    </p>
  );
}
