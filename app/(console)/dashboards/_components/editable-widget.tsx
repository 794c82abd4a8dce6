'use client';
import { GripVertical, MoveDiagonal2 } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { type Box, gridColumns } from '#lib/core/grid-layout.ts';
import type { BoxDrag } from './use-box-drag.ts';
import { kindWords, type WidgetData, wordsOf } from './widget-words.ts';

export interface EditableWidgetProps {
  widget: WidgetData;
  /** What it shows; undefined until that is known. */
  panel: ReactNode;
  isChosen: boolean;
  onChoose: () => void;
  onPlace: (to: Box) => void;
  drag: BoxDrag;
}

const arrows: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

/** Where an arrow key takes a widget; with Shift it changes the size. */
function steppedBy(key: string, { x, y, w, h }: Box, resizes: boolean): Box | undefined {
  const [dx, dy] = arrows.get(key) ?? [0, 0];
  if (dx === 0 && dy === 0) return undefined;
  return resizes ? { x, y, w: Math.min(w + dx, gridColumns - x), h: h + dy } : { x: x + dx, y: y + dy, w, h };
}

const handle =
  'grid size-7 shrink-0 touch-none place-items-center rounded-md border bg-surface text-second hover:bg-hover hover:text-ink touch:size-11';

/** A widget in the editor: what it shows lies still, and handles move and resize it by pointer and by arrow keys. */
export function EditableWidget({ widget, panel, isChosen, onChoose, onPlace, drag }: EditableWidgetProps) {
  const onKeyDown = (event: KeyboardEvent, resizes: boolean): void => {
    const to = steppedBy(event.key, widget, resizes);
    if (to === undefined) return;
    event.preventDefault();
    onPlace(to);
  };
  return (
    <article
      aria-label={`${widget.title}, ${kindWords[widget.kind]}`}
      className={cn('relative h-full rounded-xl', isChosen && 'outline-2 outline-brand outline-offset-2')}
    >
      {/* What a widget shows can be read in the view; here it would only be in the way of the handles. */}
      <div inert className="h-full select-none">
        {panel ?? (
          <div className="grid h-full content-center gap-1 rounded-xl border border-dashed bg-surface p-4 text-center">
            <p className="truncate font-semibold text-body" dir="auto">
              {widget.title}
            </p>
            <p className="text-caption text-quiet">{wordsOf(widget)}</p>
            <p className="text-caption text-quiet">Its figures come in a moment.</p>
          </div>
        )}
      </div>
      <div className="absolute top-2 right-2 flex gap-1">
        <button type="button" onClick={onChoose} aria-pressed={isChosen} className={cn(handle, 'w-auto px-2 text-control touch:w-auto')}>
          Change<span className="sr-only"> {widget.title}</span>
        </button>
        <button
          type="button"
          className={cn(handle, 'cursor-grab active:cursor-grabbing')}
          aria-label={`Move ${widget.title}`}
          aria-description="Arrow keys move it, Shift and arrow keys resize it"
          data-tip="Drag, or use the arrow keys"
          onKeyDown={(event) => onKeyDown(event, event.shiftKey)}
          onPointerDown={(event) => drag.start(event, widget, 'move')}
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
      </div>
      <button
        type="button"
        className={cn(handle, 'absolute right-1 bottom-1 cursor-nwse-resize border-transparent bg-transparent max-md:hidden')}
        aria-label={`Resize ${widget.title}`}
        aria-description="Arrow keys change width and height"
        onKeyDown={(event) => onKeyDown(event, true)}
        onPointerDown={(event) => drag.start(event, widget, 'resize')}
      >
        <MoveDiagonal2 aria-hidden className="size-4" />
      </button>
    </article>
  );
}
