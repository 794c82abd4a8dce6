'use client';
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { type Box, gridColumns } from '#lib/core/grid-layout.ts';

/** Moves and resizes by single presses: what dragging does, for whoever cannot drag (WCAG 2.5.7). */
export function PlaceButtons({ box: { x, y, w, h }, onPlace }: { box: Box; onPlace: (to: Box) => void }) {
  const wider = Math.min(w + 1, gridColumns - x);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <IconButton size="small" label="Move left" icon={<ArrowLeft className="size-4" />} onClick={() => onPlace({ x: x - 1, y, w, h })} />
      <IconButton size="small" label="Move right" icon={<ArrowRight className="size-4" />} onClick={() => onPlace({ x: x + 1, y, w, h })} />
      <IconButton size="small" label="Move up" icon={<ArrowUp className="size-4" />} onClick={() => onPlace({ x, y: y - 1, w, h })} />
      <IconButton size="small" label="Move down" icon={<ArrowDown className="size-4" />} onClick={() => onPlace({ x, y: y + 1, w, h })} />
      <Button size="small" onClick={() => onPlace({ x, y, w: wider, h })}>
        Wider
      </Button>
      <Button size="small" onClick={() => onPlace({ x, y, w: w - 1, h })}>
        Narrower
      </Button>
      <Button size="small" onClick={() => onPlace({ x, y, w, h: h + 1 })}>
        Taller
      </Button>
      <Button size="small" onClick={() => onPlace({ x, y, w, h: h - 1 })}>
        Shorter
      </Button>
      <span className="text-caption text-quiet tabular-nums">{`Column ${x + 1}, row ${y + 1}, ${w} × ${h}`}</span>
    </div>
  );
}
