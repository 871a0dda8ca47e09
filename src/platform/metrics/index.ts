export type { Family, Labels, Sample } from './exposition.ts';
export { writeExposition } from './exposition.ts';
export { type Counter, createCounter, createHistogram, type Histogram } from './instruments.ts';
export { processFamilies } from './process.ts';
