export interface HatchMasksProps {
  /** Unique on the page; the masks are `<id>-running` and `<id>-other`. */
  id: string;
}

/**
 * Stripes that let a colour through: one slant for the bucket that is still filling, the other for "Other". Masks instead of
 * patterns, because a pattern cannot take its colour from what it fills. White is what a mask shows, not a colour of the page.
 */
export function HatchMasks({ id }: HatchMasksProps) {
  return (
    <defs>
      <Hatch id={`${id}-running`} angle={45} />
      <Hatch id={`${id}-other`} angle={-45} />
    </defs>
  );
}

function Hatch({ id, angle }: { id: string; angle: number }) {
  return (
    <>
      <pattern id={`${id}-stripes`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle})`}>
        <rect width="6" height="6" fill="white" fillOpacity="0.3" />
        <rect width="2.5" height="6" fill="white" />
      </pattern>
      <mask id={id} maskUnits="userSpaceOnUse" x="0" y="0" width="100%" height="100%">
        <rect width="100%" height="100%" fill={`url(#${id}-stripes)`} />
      </mask>
    </>
  );
}
