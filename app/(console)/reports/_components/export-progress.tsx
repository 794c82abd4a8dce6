'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Long enough that a page with progress on it asks for little. */
const everyMs = 2000;

/** Keeps a page fresh as long as something on it is being written. */
export function KeepFresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

/** How much of a file is written. */
export function ExportProgress({ done, total }: { done: number; total: number | null }) {
  const label = total === null ? 'Counting' : `${Math.floor((100 * done) / Math.max(1, total))}%`;
  return (
    <span className="flex items-center gap-2">
      <progress
        className="h-1.5 w-24 accent-brand"
        max={Math.max(1, total ?? 1)}
        value={total === null ? undefined : done}
        aria-label="Written"
      />
      <span className="text-caption text-second tabular-nums">{label}</span>
    </span>
  );
}
