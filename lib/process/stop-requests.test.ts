import { expect, it } from 'vitest';
import { interruptCounter } from './stop-requests.ts';

it('takes the same Ctrl-C, passed on twice by terminal and npm, for one', () => {
  const press = interruptCounter();
  expect(press(1000)).toBe('first');
  expect(press(1010)).toBe('echo');
  expect(press(1200)).toBe('echo');
});

it('stops at once on a second Ctrl-C within five seconds, and not after', () => {
  const press = interruptCounter();
  press(1000);
  expect(press(1250)).toBe('second');
  expect(press(6000)).toBe('second');
  expect(press(6001)).toBe('late');
});
