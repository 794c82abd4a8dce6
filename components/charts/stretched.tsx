import type { ReactNode } from 'react';
import { unit } from './paths.ts';

/** Coordinates of {@link unit} stretched over the whole plot; strokes need `vectorEffect="non-scaling-stroke"`. */
export function Stretched({ children }: { children: ReactNode }) {
  return (
    <svg aria-hidden width="100%" height="100%" viewBox={`0 0 ${unit} ${unit}`} preserveAspectRatio="none" className="overflow-visible">
      {children}
    </svg>
  );
}
