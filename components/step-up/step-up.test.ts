import { afterEach, expect, it, vi } from 'vitest';
import { onStepUp, withStepUp } from './step-up.ts';

const refused = { problem: { code: 'step_up_required' } };
let forget = () => {};

afterEach(() => forget());

it('[IAM-5] asks for a proof and does the work again', async () => {
  forget = onStepUp(async () => true);
  const work = vi.fn(async () => ({ data: 1 }) as { data?: number; problem?: { code: string } });
  work.mockResolvedValueOnce(refused);
  expect(await withStepUp(work)).toEqual({ data: 1 });
  expect(work).toHaveBeenCalledTimes(2);
});

it('[IAM-5] lets the refusal stand where nobody proves anything or nobody asks, and asks once', async () => {
  const work = vi.fn(async () => refused);
  expect(await withStepUp(work)).toBe(refused);
  const ask = vi.fn(async () => false);
  forget = onStepUp(ask);
  expect(await withStepUp(work)).toBe(refused);
  expect(work).toHaveBeenCalledTimes(2);
  ask.mockResolvedValue(true);
  expect(await withStepUp(work)).toBe(refused);
  expect(ask).toHaveBeenCalledTimes(2);
  const other = { problem: { code: 'forbidden' } };
  expect(await withStepUp(async () => other)).toBe(other);
  expect(ask).toHaveBeenCalledTimes(2);
});
