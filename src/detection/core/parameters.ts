/**
 * Every threshold of detection, with its reason. The defaults suit readings every five minutes; the reasons and their
 * limits are in docs/algorithms/detection.md.
 */
export interface DetectionParameters {
  outage: {
    /** A run of down at least this long is an outage; shorter is one lost poll. */
    confirmSeconds: number;
    /** An outage ends only after this long continuously up or degraded. */
    clearSeconds: number;
    /** Silence longer than this ends what is known of an outage: after it we do not know. */
    unknownEndsSeconds: number;
  };
  flap: {
    /** Changes between working and down, within `windowSeconds`, that make a flap. */
    transitions: number;
    windowSeconds: number;
    /** A flap ends after this long without a change. */
    quietSeconds: number;
  };
  concentratorOutage: {
    /** Share of the attached sites of known state that are down together. */
    downShare: number;
    minimumSites: number;
    /** Sites need not fail in the same second: detection of a dead peer takes up to this long. */
    spreadSeconds: number;
    /** Sites that fell silent while down keep it open for this long; after it we do not know. */
    unknownEndsSeconds: number;
  };
  saturation: {
    enterShare: number;
    leaveShare: number;
    minimumSeconds: number;
    /** Quality must be worse than the quiet baseline by both of these. */
    lossRisePoints: number;
    latencyRatio: number;
    /** Readings with load under this share of the rating form the baseline. */
    baselineShare: number;
    baselineSeconds: number;
    /** Quality is judged on at most this many of its sites: a median needs no more. */
    sampledSites: number;
    /** Minutes of the London day, [from, to), in which saturation is looked for. */
    fromMinute: number;
    toMinute: number;
  };
  surge: {
    windowMinutes: number;
    /** Probability under the baseline below which the number of calls is a surge. */
    probability: number;
    minimumPractices: number;
    /** Negative binomial size: calls come in bursts; 2 is cautious. */
    dispersion: number;
    baselineDays: number;
    /** The baseline is never taken to be under this many calls an open hour. */
    floorPerHour: number;
  };
}

export const defaultDetectionParameters: DetectionParameters = {
  outage: { confirmSeconds: 180, clearSeconds: 600, unknownEndsSeconds: 6 * 3600 },
  flap: { transitions: 4, windowSeconds: 3600, quietSeconds: 3600 },
  concentratorOutage: { downShare: 0.5, minimumSites: 5, spreadSeconds: 600, unknownEndsSeconds: 6 * 3600 },
  saturation: {
    enterShare: 0.9,
    leaveShare: 0.8,
    minimumSeconds: 900,
    lossRisePoints: 0.5,
    latencyRatio: 1.3,
    baselineShare: 0.7,
    baselineSeconds: 6 * 3600,
    sampledSites: 200,
    fromMinute: 0,
    toMinute: 1440,
  },
  surge: {
    windowMinutes: 60,
    probability: 0.001,
    minimumPractices: 5,
    dispersion: 2,
    baselineDays: 28,
    floorPerHour: 1,
  },
};
