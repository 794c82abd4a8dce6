export { getForecast } from './get-forecast.ts';
