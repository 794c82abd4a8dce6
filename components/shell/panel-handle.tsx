'use client';
import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react';

const least = 400;
const most = 720;
const usual = 480;
const storageKey = 'tollgate:panel-width';

const clamp = (width: number): number => Math.min(most, Math.max(least, Math.round(width)));

function storedWidth(): number {
  try {
    return clamp(Number(localStorage.getItem(storageKey)) || usual);
  } catch {
    return usual;
  }
}

/** The panel's left edge: drag it, or arrow keys; the width is kept in the browser. */
export function PanelHandle() {
  const [width, setWidth] = useState(usual);
  useEffect(() => setWidth(storedWidth()), []);
  useEffect(() => {
    document.documentElement.style.setProperty('--panel-width', `${width / 16}rem`);
  }, [width]);
  const resize = (next: number): void => {
    setWidth(clamp(next));
    try {
      localStorage.setItem(storageKey, String(clamp(next)));
    } catch {
      // Without storage the width lasts as long as the page.
    }
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.preventDefault();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => resize(window.innerWidth - moved.clientX);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: 32, ArrowRight: -32 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a window splitter is a focusable separator, which hr cannot be
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Panel width"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -left-1 hidden w-2 cursor-col-resize touch-none hover:bg-brand/20 focus-visible:bg-brand/20 focus-visible:outline-offset-0 md:block"
    />
  );
}
