/** What the forecast assumes, and what it takes before it says anything: docs/algorithms/recovery.md. */
export const forecastParameters = {
  /** Practices that must have shown how fast they recover: back to normal, or two reports with a backlog that fell. */
  leastPaces: 8,
  /** Of the practices that are awaited, so many must have answered. */
  leastAnsweredShare: 0.5,
  /** A reported backlog is right to about this share. */
  reportingError: 0.12,
  /** How much the pace of a practice changes from one working day to the next, as a share of it. */
  dailyVariation: 0.35,
  /** So many of the latest reports show the pace: earlier ones are of other weeks. */
  reportsForPace: 4,
  /** How far recoveries may end sooner or later than their pace says, all alike: the logarithm of the factor, before the data. */
  stretchUncertainty: 0.3,
  /** Cleared backlogs that are as much evidence for a steady pace of all as what was seen of a day is for its own. */
  steadyEvidence: 1,
  /** Working days over which the pace of all is one figure. */
  paceDays: 5,
  /** Before the data: the logarithm of the factor by which the pace of all changes from one such stretch to the next, and its weight in changes. */
  paceChange: 0.1,
  paceChangeWeight: 2,
  /** Of the variance of the changes seen: the rest is the error of seeing them. */
  trueShareOfChange: 0.5,
  /** Practices that do not answer may need longer than those that do: by this factor, give or take its uncertainty. */
  silentFactor: 1.15,
  silentUncertainty: 0.1,
  warmUp: 100,
  draws: 400,
  /** The population is fitted to so many of those that are back to normal: more tell nothing more. */
  mostBack: 200,
  interval: 0.8,
} as const;
