import { type Interval, studentQuantile } from './numbers.ts';
import { effective } from './rate-ratio.ts';

/** With no failure in X hours, rates above -log(0.025) / X would have shown one with probability over 97.5%. */
const noneSeen = -Math.log(0.025);

/**
 * Failures in 1,000 hours with a 95% interval that counts sites as independent, not failures: the variance of log r is the
 * sum of squared (failures - r × hours) of the sites, each over one minus its share of the hours, over the squared number
 * of failures (Zeger and Liang 1986; Mancl and DeRouen 2001), and never less than one over the failures. Null without time.
 */
export function ratePer1000(failures: Float64Array, hours: Float64Array): Interval | null {
  const count = failures.reduce((sum, each) => sum + each, 0);
  const time = hours.reduce((sum, each) => sum + each, 0);
  if (time <= 0) return null;
  const rate = count / time;
  if (count === 0) return { value: 0, low: 0, high: (1000 * noneSeen) / time };
  let squares = 0;
  for (let site = 0; site < failures.length; site++) {
    const share = Math.min(0.9, (hours[site] ?? 0) / time);
    squares += (((failures[site] ?? 0) - rate * (hours[site] ?? 0)) / (1 - share)) ** 2;
  }
  const error = Math.sqrt(Math.max(squares / count ** 2, 1 / count));
  const reach = Math.exp(studentQuantile(Math.max(1, effective(failures) - 1)) * error);
  return { value: 1000 * rate, low: (1000 * rate) / reach, high: 1000 * rate * reach };
}
