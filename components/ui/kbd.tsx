export interface KbdProps {
  /** Keys in sequence, separated by spaces: `g u`, `Mod+K` (Ctrl, or ⌘ on Apple keyboards). */
  keys: string;
  /** Only added, not merged: every page carries this file, and merging weighs 8 kB. */
  className?: string;
}

/** `Mod` is written Ctrl in HTML; on Apple devices CSS shows the ⌘ twin, so that the server need not know the device. */
export function Kbd({ keys, className = '' }: KbdProps) {
  return (
    <kbd className={`inline-flex items-center gap-0.5 font-sans ${className}`}>
      {keys.split(' ').map((key) => (
        <span
          key={key}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-edge bg-surface px-1 text-key text-quiet"
        >
          {key.startsWith('Mod+') ? <ModKey rest={key.slice(4)} /> : key}
        </span>
      ))}
    </kbd>
  );
}

function ModKey({ rest }: { rest: string }) {
  return (
    <>
      <span className="not-apple mr-1">Ctrl</span>
      <span className="apple">⌘</span>
      {rest}
    </>
  );
}
