export { type DayStrip, DayStrips, type DayStripsOptions } from './day-strips.tsx';
export { type ChartDay, daysTouching } from './days.ts';
export { ScrollRegion } from './frame.tsx';
export { type HeatDensity, type HeatGroup, type HeatRow, leastSeconds } from './heat-layout.ts';
export { type HeatPeriod, HeatPicture, type HeatPictureOptions } from './heat-picture.tsx';
export type { LinePoint } from './line.ts';
export { LineChart, type LineChartOptions } from './line-chart.tsx';
export { Legend, markWords } from './marks.tsx';
export type { StateSpan } from './strip.ts';
