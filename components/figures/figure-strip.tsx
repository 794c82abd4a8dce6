import { cn } from '#components/ui/cn.ts';
import { ExactCopy } from './exact-copy.tsx';
import { Figure, type FigureProps } from './figure.tsx';

export interface FigureStripProps {
  /** Names the section: "Key figures". */
  label: string;
  /** Four as a rule, six at most. */
  figures: readonly Omit<FigureProps, 'className'>[];
}

/** The key figures of a page in one strip between hairlines; two by two where it is narrow. */
export function FigureStrip({ label, figures }: FigureStripProps) {
  return (
    <section aria-label={label} className="grid grid-cols-2 border-y md:auto-cols-fr md:grid-flow-col md:grid-cols-none">
      {figures.map((figure, index) => (
        <Figure
          key={figure.label}
          {...figure}
          className={cn(
            'px-4 py-3 max-md:odd:pl-(--gutter) max-md:even:border-l max-md:even:pr-(--gutter)',
            'md:last:pr-(--gutter) md:first:pl-(--gutter)',
            index > 0 && 'md:border-l',
            index > 1 && 'max-md:border-t',
          )}
        />
      ))}
      <ExactCopy />
    </section>
  );
}
