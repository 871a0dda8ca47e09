/** One part of the report: written by people, or composed from the record. */
export interface SectionPlan {
  key: string;
  title: string;
  /** Written parts are Markdown with claims; the others nobody can type. */
  written: boolean;
  /** Written parts without which the accuracy check does not begin. */
  needed: boolean;
  hint: string;
}

const written = (key: string, title: string, needed: boolean, hint: string): SectionPlan => ({
  key,
  title,
  written: true,
  needed,
  hint,
});
const composed = (key: string, title: string, hint: string): SectionPlan => ({
  key,
  title,
  written: false,
  needed: false,
  hint,
});

/** The parts of a report in their standard order. A review may leave some out and order them anew. */
export const sectionPlans: readonly SectionPlan[] = [
  written('summary', 'Summary', true, 'What happened, to whom, for how long, and what changes.'),
  written('what-happened', 'What happened', true, 'The story in order, as it looked at the time.'),
  composed('timeline', 'Timeline', 'Public entries of the timeline, each with its source.'),
  composed('impact', 'Impact', 'Sites, practices, calls and time, from the record.'),
  composed('factors', 'Contributing factors', 'Each with evidence for and against, and its rivals.'),
  written('went-well', 'What went well', true, 'What helped, and should be kept.'),
  written('lucky', 'Where we got lucky', true, 'What could have been worse, and was not by our doing.'),
  written('went-badly', 'What went badly', true, 'What hindered people, not who was at fault.'),
  composed('response', 'Response', 'Measures and whether they did what was promised.'),
  composed('recovery', 'Recovery', 'How practices returned to normal.'),
  written('unknown', 'What we still do not know', true, 'Open questions, and what would answer them.'),
  composed('actions', 'Recommendations and actions', 'Each with its owner, due date and measure.'),
  composed(
    'reviewer',
    "Independent reviewer's statement",
    'In their own words, with the comments and answers.',
  ),
  composed('accuracy', 'Accuracy check', 'What practices said about the facts about themselves.'),
  composed('method', 'Method', 'Terms of reference, evidence, interests, and what is left out.'),
];

export const sectionKeys: readonly string[] = sectionPlans.map(({ key }) => key);
export const writtenSectionKeys: readonly string[] = sectionPlans
  .filter((plan) => plan.written)
  .map(({ key }) => key);

export const planOf = (key: string): SectionPlan | undefined => sectionPlans.find((plan) => plan.key === key);
