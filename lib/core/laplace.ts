import { createHmac } from 'node:crypto';

/**
 * One draw from the Laplace distribution around 0 (density e^(−|x|/scale) / 2·scale), the same for the same key and label: who asks
 * again gets no second draw to average with. Nobody without the key can compute it.
 */
export function laplaceNoise(key: Buffer, label: string, scale: number): number {
  const digest = createHmac('sha256', key).update(label).digest();
  // 53 bits, moved off both ends: −½ < u < ½, and never 0 inside the logarithm.
  const bits = digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) & 31);
  const u = (bits + 0.5) / 2 ** 53 - 0.5;
  return -scale * Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
}

/** How far from 0 a draw lies at most, 95 times in 100. */
export const laplaceMargin = (scale: number): number => scale * Math.log(20);
