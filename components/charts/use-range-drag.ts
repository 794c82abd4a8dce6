'use client';
import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { bucketAt } from './series-at.ts';

/** First and last bucket, both included. */
export interface BucketRange {
  first: number;
  last: number;
}

const leastPixels = 6;

/**
 * Drawing a range over a plot with the mouse or a pen; fingers scroll. A drag shorter than a few pixels is a click and stays
 * one. `consumed` tells the click handler that the drag before it has been used.
 */
export function useRangeDrag(box: RefObject<HTMLElement | null>, count: number, onRange: ((range: BucketRange) => void) | undefined) {
  const [drag, setDrag] = useState<BucketRange & { from: number; to: number; far: boolean; startX: number }>();
  const used = useRef(false);
  const at = (clientX: number): number => {
    const rect = box.current?.getBoundingClientRect();
    return rect && rect.width > 0 ? bucketAt((clientX - rect.left) / rect.width, count) : 0;
  };
  const start = (event: PointerEvent): void => {
    used.current = false;
    if (!onRange || event.button !== 0 || event.pointerType === 'touch') return;
    const bucket = at(event.clientX);
    setDrag({ first: bucket, last: bucket, from: bucket, to: bucket, far: false, startX: event.clientX });
  };
  const move = (event: PointerEvent): void => {
    if (!drag) return;
    const to = at(event.clientX);
    const far = drag.far || Math.abs(event.clientX - drag.startX) >= leastPixels;
    if (far && !drag.far) box.current?.setPointerCapture(event.pointerId);
    setDrag({ ...drag, to, first: Math.min(drag.from, to), last: Math.max(drag.from, to), far });
  };
  const end = (): void => {
    if (drag?.far) {
      used.current = true;
      onRange?.({ first: drag.first, last: drag.last });
    }
    setDrag(undefined);
  };
  return {
    handlers: { onPointerDown: start, onPointerMove: move, onPointerUp: end, onPointerCancel: () => setDrag(undefined) },
    selected: drag?.far ? { first: drag.first, last: drag.last } : undefined,
    consumed: (): boolean => used.current,
  };
}
