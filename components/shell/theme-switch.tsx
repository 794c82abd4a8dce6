'use client';
import { useId, useState } from 'react';
import { cn } from '#components/ui/cn.ts';
import { applyTheme, type Theme, themes } from './theme.ts';

const names: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** Three choices side by side, for settings; the user menu has the same. */
export function ThemeSwitch({ theme: initial }: { theme: Theme }) {
  const [theme, setTheme] = useState(initial);
  const name = useId();
  return (
    <fieldset className="inline-flex rounded-md border border-edge p-0.5">
      <legend className="sr-only">Theme</legend>
      {themes.map((option) => (
        <label
          key={option}
          className={cn(
            'relative flex h-7 items-center rounded-sm px-3 text-control text-second has-focus-visible:outline-2 has-focus-visible:outline-brand touch:h-10',
            option === theme && 'bg-selected font-medium text-ink',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === theme}
            onChange={() => {
              setTheme(option);
              applyTheme(option);
            }}
            className="sr-only"
          />
          {names[option]}
        </label>
      ))}
    </fieldset>
  );
}
