'use client';
import { useEffect } from 'react';

/** Marks on `<html>` whether the last act came from a key: what a key starts appears without motion. Once in the root layout. */
export function InputModality() {
  useEffect(() => {
    const root = document.documentElement;
    const key = (): void => {
      root.dataset.input = 'key';
    };
    const pointer = (): void => {
      root.dataset.input = 'pointer';
    };
    document.addEventListener('keydown', key, true);
    document.addEventListener('pointerdown', pointer, true);
    return () => {
      document.removeEventListener('keydown', key, true);
      document.removeEventListener('pointerdown', pointer, true);
    };
  }, []);
  return null;
}
