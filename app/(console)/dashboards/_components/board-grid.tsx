import type { CSSProperties, ReactNode, Ref } from 'react';
import { cn } from '#components/ui/cn.ts';
import { type Box, readingOrder } from '#lib/core/grid-layout.ts';
import styles from './board-grid.module.css';

/** Where a cell of the grid lies, for its style. */
const placeStyle = ({ x, y, w, h }: Box): CSSProperties => {
  // React knows no custom properties in its types; these are what the style sheet reads.
  const place: Record<`--${string}`, number> = { '--x': x, '--y': y, '--w': w, '--h': h };
  return place;
};

export interface BoardGridProps<Of extends Box & { readonly id: string }> {
  boxes: readonly Of[];
  draw: (box: Of) => ReactNode;
  gridRef?: Ref<HTMLDivElement>;
  className?: string;
}

/** Boxes where they lie; in narrow windows one below the other. They stand in the order of reading, whatever was made first. */
export function BoardGrid<Of extends Box & { readonly id: string }>({ boxes, draw, gridRef, className }: BoardGridProps<Of>) {
  return (
    <div ref={gridRef} className={cn(styles.grid, className)}>
      {readingOrder(boxes).map((box) => (
        <div key={box.id} className={styles.cell} style={placeStyle(box)}>
          {draw(box)}
        </div>
      ))}
    </div>
  );
}
