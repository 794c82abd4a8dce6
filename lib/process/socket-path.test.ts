import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { socketPath } from './socket-path.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'socket-path-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('puts sockets below the data folder', () => {
  expect(socketPath(folder, 'a.sock')).toBe(join(folder, 'run', 'a.sock'));
});

it('leaves for a private folder when the path would be too long for a socket', () => {
  const deep = join(folder, 'd'.repeat(120));
  const path = socketPath(deep, 'a.sock');
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(socketPath(deep, 'a.sock')).toBe(path);
  expect(socketPath(`${deep}x`, 'a.sock')).not.toBe(path);
  rmSync(dirname(path), { recursive: true });
  rmSync(dirname(socketPath(`${deep}x`, 'a.sock')), { recursive: true });
});
