const windowSize = 6400;
const stepSize = 100;

/** Complementary error function, Numerical Recipes' Chebyshev form; its relative error is below 1.2e-7 everywhere. */
function erfc(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + z / 2);
  const polynomial = [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368];
  const exponent = polynomial.reduce((sum, coefficient) => sum * t + coefficient, 0) * t;
  const result = t * Math.exp(-z * z - 1.26551223 + exponent);
  return x >= 0 ? result : 2 - result;
}

/** The benchmark's simplest serious detector, as numenta/NAB has it: how far a value is in the tail of the window before. */
export function windowedGaussian(values: readonly number[]): number[] {
  let window: number[] = [];
  let step: number[] = [];
  let mean = 0;
  let deviation = 1;
  const learn = () => {
    mean = window.reduce((sum, value) => sum + value, 0) / window.length;
    deviation = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / window.length) || 0.000001;
  };
  return values.map((value) => {
    const score = window.length === 0 ? 0 : 1 - 0.5 * erfc(Math.abs(value - mean) / deviation / Math.SQRT2);
    if (window.length < windowSize) {
      window.push(value);
      learn();
    } else {
      step.push(value);
      if (step.length === stepSize) {
        window = [...window.slice(stepSize), ...step];
        step = [];
        learn();
      }
    }
    return score;
  });
}
