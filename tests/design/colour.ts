/**
 * Colour arithmetic for the token tests: OKLCH (CSS Color 4) to sRGB, WCAG 2.2 contrast, CIEDE2000 (Sharma, Wu, Dalal 2005)
 * and full colour blindness (Machado, Oliveira, Fernandes 2009, severity 1, in linear light).
 */

/** Linear-light sRGB, each channel 0 to 1. */
export type LinearRgb = readonly [number, number, number];

export type Sight = 'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia';

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

const multiply = (matrix: readonly LinearRgb[], [a, b, c]: LinearRgb): LinearRgb => {
  const row = (index: number): number => {
    const [x = 0, y = 0, z = 0] = matrix[index] ?? [];
    return x * a + y * b + z * c;
  };
  return [row(0), row(1), row(2)];
};

/** `oklch(L C H)` to linear sRGB, channels outside the gamut clipped as browsers do on an sRGB screen. */
export function fromOklch(lightness: number, chroma: number, hue: number): LinearRgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const [red, green, blue] = multiply(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    [long, medium, short],
  );
  return [clamp(red), clamp(green), clamp(blue)];
}

/** WCAG 2 contrast ratio, 1 to 21, in any order. */
export function contrast(one: LinearRgb, other: LinearRgb): number {
  const luminance = ([red, green, blue]: LinearRgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const simulations: Record<Exclude<Sight, 'normal'>, readonly LinearRgb[]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** The colour as somebody without one cone type sees it. */
export function seenBy(sight: Sight, colour: LinearRgb): LinearRgb {
  if (sight === 'normal') return colour;
  const [red, green, blue] = multiply(simulations[sight], colour);
  return [clamp(red), clamp(green), clamp(blue)];
}

/** CIELAB under D65. */
function toLab(colour: LinearRgb): LinearRgb {
  const [x, y, z] = multiply(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    colour,
  );
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const radians = (angle: number): number => (angle * Math.PI) / 180;
const hueAngle = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360);

function meanHue(first: number, second: number, gray: boolean): number {
  if (gray) return first + second;
  if (Math.abs(first - second) <= 180) return (first + second) / 2;
  return first + second < 360 ? (first + second + 360) / 2 : (first + second - 360) / 2;
}

/** CIEDE2000 difference of two colours; about 1 is just noticeable, 11 is told apart at a glance. */
export function difference(one: LinearRgb, other: LinearRgb): number {
  const [l1, a1, b1] = toLab(one);
  const [l2, a2, b2] = toLab(other);
  const seventh = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(seventh / (seventh + 25 ** 7));
  const c1 = Math.hypot(a1 * stretch, b1);
  const c2 = Math.hypot(a2 * stretch, b2);
  const h1 = hueAngle(a1 * stretch, b1);
  const h2 = hueAngle(a2 * stretch, b2);
  const gray = c1 * c2 === 0;
  const turn = gray ? 0 : ((((h2 - h1 + 180) % 360) + 360) % 360) - 180;
  const deltaHue = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn) / 2);
  const [meanL, meanC, hue] = [(l1 + l2) / 2, (c1 + c2) / 2, meanHue(h1, h2, gray)];
  const weight =
    1 -
    0.17 * Math.cos(radians(hue - 30)) +
    0.24 * Math.cos(radians(2 * hue)) +
    0.32 * Math.cos(radians(3 * hue + 6)) -
    0.2 * Math.cos(radians(4 * hue - 63));
  const lightness = (l2 - l1) / (1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * meanC);
  const hueTerm = deltaHue / (1 + 0.015 * meanC * weight);
  const rotation = -2 * Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)) * Math.sin(radians(60 * Math.exp(-(((hue - 275) / 25) ** 2))));
  return Math.sqrt(lightness ** 2 + chroma ** 2 + hueTerm ** 2 + rotation * chroma * hueTerm);
}
