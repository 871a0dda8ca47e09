// Made from the program by `npx tsx src/app/write-api.ts`. Do not edit.

/** What answers are made of, as it looks in JSON: instants are texts. */
export interface Schemas {
  AccuracyAnswer: { id: number; verdict: 'agree' | 'correct'; corrections: null | string; saidBy: string; channel: 'link' | 'telephone'; at: string; };
  AccuracyCheck: { id: number; practiceId: number; odsCode: string; practiceName: string; sentAt: string; expiresAt: string; answer: null | Schemas['AccuracyAnswer']; settled: null | { outcome: 'accepted' | 'accepted in part' | 'not accepted'; text: string; by: string; at: string; }; };
  AccuracyLink: { odsCode: string; name: string; path: string; };
  ActionChange: { at: string; by: string; text: string; };
  ActionCheck: { outcome: 'cannot be measured' | 'not effective' | 'shown to work'; text: string; value: null | number; at: string; by: string; };
  AddressChange: { recipientId: string; kind: 'practice' | 'staff' | 'subscriber'; state: 'active' | 'failing' | 'stopped'; changed: boolean; };
  AddressReport: { added: number; changed: number; known: number; leftAlone: readonly ({ why: string; count: number; sites: readonly (string)[]; })[]; };
  Advice: { number: number; kind: 'do' | 'dont' | 'information'; audience: 'patients' | 'practices'; text: string; proposedBy: string; proposedAt: string; approvedBy: null | string; approvedAt: null | string; expiresAt: null | string; withdrawnBy: null | string; withdrawnAt: null | string; };
  Answer: { state: 'recovered' | 'recovering'; fixed: 'no' | 'yes' | null; notFixedAt: null | readonly (string)[]; notWorking: null | readonly ('appointment book' | 'clinical records' | 'electronic prescriptions' | 'email and internet' | 'results and letters' | 'scanning and printing')[]; backlog: { appointments: null | number; prescriptions: null | number; results: null | number; letters: null | number; paperRecords: null | number; }; onlineConsultations: 'not used' | 'off' | 'on' | null; telephones: 'not working' | 'partly working' | 'working' | null; staffHours: null | number; expectedNormalOn: null | string; note: null | string; };
  AttributedShare: { low: number; estimate: number; high: number; reference: string; };
  Attribution: { version: string; seed: number; from: string; to: string; verdict: 'explained' | 'not enough to say' | 'nothing explains it'; sentence: string; sites: number; leftOut: Schemas['NamedSites']; enough: Schemas['Enough']; tried: { singles: number; combinations: number; permutations: number; familyWiseError: number; }; explanations: readonly (Schemas['Explanation'])[]; explainedAway: readonly (Schemas['ExplainedAway'])[]; compounds: readonly (Schemas['Compound'])[]; model: null | Schemas['JointModel']; };
  Audience: { practices: number; practicesTold: number; people: number; channels: readonly ({ channel: string; people: number; practices: number; })[]; practicesWithTelephone: number; };
  Call: { id: number; source: string; externalId: string; externalUrl: null | string; channel: null | string; openedAt: string; updatedAt: null | string; closedAt: null | string; status: string; odsCode: null | string; siteText: null | string; shortDescription: null | string; description: null | string; category: null | string; impact: null | number; urgency: null | number; priority: null | number; parentExternalId: null | string; practiceId: null | number; siteId: null | number; matchMethod: 'name' | 'ods' | 'person' | 'phone' | 'postcode' | null; matchScore: null | number; receivedAt: string; };
  CallDecision: { id: number; incidentId: number; decision: 'confirm' | 'reject' | 'undo'; reason: string; decidedBy: string; decidedAt: string; revertedBy: null | string; revertedAt: null | string; calls: number; };
  CallIntakeReport: { added: number; changed: number; unchanged: number; matched: number; unmatched: number; refused: number; faults: readonly (Schemas['Fault'])[]; privacyFaultCount: number; dryRun: boolean; };
  CallLink: { incidentId: number; callId: number; status: 'left' | 'linked' | 'rejected' | 'suggested' | 'undone'; method: 'auto' | 'person'; score: number; reasons: readonly (Schemas['LinkReason'])[]; decidedBy: null | string; note: null | string; at: string; };
  ClaimEvidence: { text: string; counts: Record<string, number>; rowIds?: Record<string, readonly (number)[]>; exclusions: readonly (string)[]; };
  CommandAction: { number: number; text: string; owner: string; due: null | string; doneAt: null | string; };
  CommandGroup: { group: string; purpose: string; lead: null | string; members: readonly (Schemas['CommandMember'])[]; actions: readonly (Schemas['CommandAction'])[]; };
  CommandMember: { role: string; person: string; organisation: null | string; from: string; };
  CommsAlert: { id: number; incidentId: number; update: number; claim: string; at: string; text: string; acknowledgedAt: null | string; acknowledgedBy: null | string; };
  Component: { key: string; value: string; };
  Compound: { first: readonly (Schemas['Term'])[]; second: readonly (Schemas['Term'])[]; sentence: string; rates: Schemas['FourRates']; contrast: null | Schemas['Interval']; excess: null | Schemas['Interval']; synergy: null | Schemas['Interval']; verdict: 'compounding' | 'less than added' | 'unclear'; };
  ConcentratorAnswer: { code: string; ratedMbps: null | number; before: null | Schemas['PeakRange']; after: null | Schemas['PeakRange']; sitesBefore: number; sitesAfter: number; exposed: boolean; dayBefore: null | readonly (null | number)[]; dayAfter: null | readonly (null | number)[]; hidden: number; };
  ConcentratorForecast: { concentrator: string; asOf: string; ratedMbps: null | number; ratingSource: null | string; ceilingMbps: null | number; saturation: string; peaks: readonly (Schemas['DayPeak'])[]; forecast: null | readonly (Schemas['ForecastDay'])[]; reason: null | string; until: readonly (Schemas['DaysUntil'])[]; levelSteps: readonly (string)[]; growthPercentPerWeek: null | number; origins: number; knownDays: number; };
  Concern: { id: number; practiceId: number; odsCode: string; practiceName: string; text: string; raisedAt: string; settled: null | { outcome: 'cannot be known' | 'harm' | 'no harm'; text: string; at: string; by: string; }; };
  ConcernCounts: { raised: number; open: number; harm: number; };
  Conflict: { kind: 'readings show none' | 'readings show trouble'; staff: string; practice: string; };
  Contact: { id: number; siteId: number; siteCode: string; at: string; channel: string; by: string; summary: string; answered: boolean; };
  ContactAddress: { id: string; kind: 'practice' | 'staff'; practiceId: null | number; odsCode: null | string; practiceName: null | string; name: string; channel: 'email' | 'sms' | 'teams' | 'webhook'; address: string; state: 'active' | 'failing' | 'stopped'; stateReason: null | string; stateAt: string; source: 'estate' | 'person'; addedBy: string; addedAt: string; };
  ContactReport: { applied: boolean; rows: number; added: number; known: number; faults: readonly (Schemas['Fault'])[]; byChannel: readonly ({ channel: 'email' | 'sms' | 'teams' | 'webhook'; added: number; })[]; practicesWithout: number; };
  DayPeak: { isoDate: string; weekday: number; kind: 'bank holiday' | 'ordinary' | 'school holiday'; mbps: null | number; at: null | string; known: number; };
  DaysUntil: { percent: number; mbps: number; verdict: 'in sight' | 'not in sight' | 'reached'; earliest: null | number; likely: null | number; latest: null | number; chance: number; horizonDays: number; text: string; };
  DirectMessage: { number: null | number; sentAt: null | string; sentBy: string; subject: string; text: string; sites: readonly (Schemas['ToldSite'])[]; };
  Enough: { failures: number; failingSites: number; effectiveFailures: number; smallestRatio: null | number; failuresForRatioOf4: number; };
  Erased: { subscriptions: number; requests: number; messages: number; };
  EvidenceItem: { number: number; kind: 'attribution' | 'calls' | 'data gap' | 'episodes' | 'estate change' | 'measure' | 'publication' | 'statement' | 'timeline' | 'went badly' | 'went well' | 'where we got lucky' | 'withdrawn claim'; title: string; source: string; at: string; content: unknown; sha256: string; public: boolean; recordedAt: string; recordedBy: string; };
  ExitCriterion: { key: string; title: string; metric: 'availability.percent' | 'calls.deskHoursSinceLast' | 'calls.linkedPerDeskDay' | 'concentrator.peakUtilisation' | 'concentrator.siteCount' | 'outages.perDay' | 'sites.downNow' | 'sites.flapping'; parameters: Schemas['MetricParameters']; comparator: 'above' | 'at least' | 'at most' | 'below' | 'falls by at least'; threshold: number; windowHours: number; met: null | boolean; value: null | number; text: string; asOf: null | string; };
  ExplainedAway: { terms: readonly (Schemas['Term'])[]; by: readonly (Schemas['Term'])[]; ratioAlone: null | Schemas['Interval']; ratioWithin: null | Schemas['Interval']; sentence: string; };
  Explanation: { key: string; terms: readonly (Schemas['Term'])[]; inside: Schemas['SideWithRate']; outside: Schemas['SideWithRate']; ratio: null | Schemas['Interval']; adjustedRatio: null | Schemas['Interval']; share: null | Schemas['Interval']; effectiveFailures: number; score: number; probability: number; firstSeenAt: null | string; firstHeldAt: null | string; insideNotFailing: Schemas['NamedSites']; outsideFailing: Schemas['NamedSites']; sameAs: readonly (readonly (Schemas['Term'])[])[]; cannotTellFrom: readonly ({ terms: readonly (Schemas['Term'])[]; separatedBy: Schemas['NamedSites']; toTell: null | Schemas['ToTell']; sentence: string; })[]; sentence: string; };
  Factor: { key: string; title: string; statement: string; grade: 'confirmed' | 'hypothesis' | 'ruled out' | 'supported'; evidenceFor: readonly (string)[]; evidenceAgainst: readonly (string)[]; settledBy: null | string; addedAt: string; gradedAt: null | string; gradedBy: null | string; reason: null | string; };
  Fault: { line?: number; field?: string; reason: string; };
  FeedState: { source: string; lastSyncAt: string; lastCallAt: null | string; };
  Finding: { rule: 'abbreviation' | 'cause as fact' | 'long sentence' | 'machine name' | 'next update' | 'patient data' | 'time style' | 'unconfirmed factor'; severity: 'refusal' | 'warning'; field: 'body' | 'nextUpdateDue' | 'title'; line: null | number; found: string; problem: string; remedy: string; };
  FoldReport: { parts: number; siteDays: number; hours: number; };
  ForecastDay: { isoDate: string; lowMbps: number; middleMbps: number; highMbps: number; };
  FormLink: { odsCode: string; name: string; path: string; };
  FourRates: { neither: Schemas['Rate']; firstOnly: Schemas['Rate']; secondOnly: Schemas['Rate']; both: Schemas['Rate']; };
  FourStates: { response: 'candidate' | 'cause identified' | 'declined' | 'investigating' | 'merged' | 'mitigating' | 'monitoring' | 'restored' | 'stood down'; recovery: 'not started' | 'recovered' | 'recovering'; review: 'accepted' | 'accuracy check' | 'actions' | 'analysis' | 'closed' | 'commissioned' | 'effectiveness checked' | 'evidence' | 'independent review' | 'not commissioned' | 'published'; communication: 'due' | 'none due' | 'overdue'; };
  FrozenClaim: { key: string; parameters: Record<string, string>; value: unknown; text: string; evidence: Schemas['ClaimEvidence']; asOf: string; };
  ImportOutcome: { counts: readonly ({ what: string; count: number; })[]; entries: readonly (Schemas['PreviewEntry'])[]; faults: readonly (Schemas['Fault'])[]; faultCount: number; };
  ImportReport: { kind: 'circuits' | 'concentrators' | 'firewalls' | 'practices' | 'sites' | 'tags' | 'tunnels'; encoding: string; dryRun: boolean; applied: boolean; unchanged: boolean; rows: number; skipped: number; adds: number; changes: number; closures: number; missing: number; flaggedMissing: readonly (string)[]; preview: readonly (Schemas['PreviewEntry'])[]; addresses?: Schemas['AddressReport']; sha256: string; };
  Incident: { id: number; slug: string; reference: string; title: string; summary: string; itSeverity: number; eprrType: 'business continuity incident' | 'critical incident' | 'major incident' | null; symptomWords: readonly (string)[]; components: readonly (Schemas['Component'])[]; startedAt: string; declaredAt: null | string; endedAt: null | string; states: Schemas['FourStates']; nextUpdateDueAt: null | string; demonstration: boolean; };
  Interval: { value: number; low: number; high: number; };
  JointModel: { factors: readonly (Schemas['ModelledFactor'])[]; readable: boolean; failures: number; sentence: string; };
  LinkReason: { reason: 'affected-practice' | 'empty-subject' | 'monitoring' | 'more-words' | 'outside-window' | 'same-practice' | 'shared-component' | 'words'; points: number; text: string; };
  ListReport: { applied: boolean; rows: number; added: number; known: number; declined: number; faults: readonly (Schemas['Fault'])[]; byChannel: readonly ({ channel: 'email' | 'sms' | 'teams' | 'webhook'; added: number; })[]; };
  ListedSubscription: { id: string; channel: 'email' | 'sms' | 'teams' | 'webhook'; address: string; state: 'active' | 'failing' | 'stopped'; stateReason: null | string; stateAt: string; wants: Schemas['Wants']; source: 'form' | 'import'; madeBy: string; madeAt: string; chosen: readonly (string)[]; };
  ListedTemplate: { key: string; name: string; title: string; body: string; nextUpdateMinutes: number; standard: boolean; };
  LoadAnswer: { of: string; weeks: number; profile: Schemas['LoadProfile']; known: number; halfHours: number; shared: null | number; unattributedMbps: null | number; };
  LoadChange: { verdict: 'came true' | 'cannot be told' | 'did not come true' | 'partly came true'; text: string; asOf: string; final: boolean; };
  LoadEffect: { factor: number; low: number; high: number; againstUntouched: boolean; strata: 'half hour of the day' | 'half hour of the week'; daysBefore: number; daysAfter: number; };
  LoadProfile: { ordinary: readonly (null | Schemas['Usual'])[]; 'school holiday': readonly (null | Schemas['Usual'])[]; 'bank holiday': readonly (null | Schemas['Usual'])[]; };
  Measure: { key: string; title: string; description: string; temporary: boolean; startedAt: string; endedAt: null | string; promise: null | Schemas['MeasurePromise']; outcome: null | Schemas['MeasureOutcome']; };
  MeasureChange: { verdict: 'fell' | 'no clear change' | 'not enough to say' | 'rose'; ratio: null | { value: number; low: number; high: number; }; againstOthers: null | { value: number; low: number; high: number; }; strata: 'hour of the day' | 'hour of the week'; sentence: string; asOf: string; final: boolean; };
  MeasureEffect: { measure: string; verdict: 'came true' | 'cannot be told' | 'did not come true' | 'partly came true'; text: string; effect: null | Schemas['LoadEffect']; demand: null | Schemas['LoadEffect']; };
  MeasureOutcome: { status: 'came true' | 'cannot be measured' | 'did not come true' | 'not yet' | 'partly came true'; value: null | number; baseline: null | number; text: string; measuredAt: string; final: boolean; change?: Schemas['MeasureChange']; load?: Schemas['LoadChange']; };
  MeasurePromise: { metric: 'availability.percent' | 'calls.deskHoursSinceLast' | 'calls.linkedPerDeskDay' | 'concentrator.peakUtilisation' | 'concentrator.siteCount' | 'outages.perDay' | 'sites.downNow' | 'sites.flapping'; parameters: Schemas['MetricParameters']; baselineFrom: string; baselineTo: string; comparator: 'above' | 'at least' | 'at most' | 'below' | 'falls by at least'; expected: number; by: string; settleHours: number; windowHours: null | number; text: string; };
  Measurement: { value: null | number; unit: string; from: string; to: string; asOf: string; text: string; evidence: string; };
  MetricParameters: Record<string, string | number | boolean>;
  MigrationProgress: { key: string; title: string; fromCode: string; toCode: string; startedAt: string; total: number; planned: number; moved: number; verified: number; notPlanned: number; cannotMove: readonly ({ reason: string; siteCodes: readonly (string)[]; contacted: number; })[]; practices: { total: number; moved: number; verified: number; cannotMove: number; }; sites: readonly (Schemas['SiteMove'])[]; elsewhere: readonly (Schemas['SiteMove'])[]; };
  ModelledFactor: { terms: readonly (Schemas['Term'])[]; role: 'found' | 'rival'; ratio: null | Schemas['Interval']; inflation: number; caution: null | string; };
  MoveStanding: { site: string; status: 'cannot move' | 'moved' | 'not planned' | 'planned' | 'verified'; movedAt: null | string; verifiedAt: null | string; said: null | string; contact: null | { at: string; by: string; channel: string; answered: boolean; summary: string; }; };
  NamedSites: { count: number; codes: readonly (string)[]; };
  NextStep: { number: number; text: string; due: null | string; doneAt: null | string; };
  OneTimeLink: { path: string; expiresAt: string; };
  OpenAction: { text: string; owner: null | string; due: null | string; };
  Opened: { asked: number; withoutAddress: number; closesAt: string; links: readonly (Schemas['FormLink'])[]; };
  PeakRange: { low: number; middle: number; high: number; highest: number; halfHour: number; days: number; };
  PlanShown: { changes: null | { added: readonly (string)[]; dropped: readonly (string)[]; elsewhere: readonly (string)[]; }; standings: readonly (Schemas['MoveStanding'])[]; version: number; madeAt: string; madeBy: string; approvedAt: null | string; approvedBy: null | string; content: { distancePercent: number; preferred: null | string; surviveLoss: boolean; shareNow: number; lowestShare: number; lowestBound: number; sharePlanned: number; movesBound: number; stopRule: string; losses: readonly ({ concentrator: string; share: null | number; })[]; overNow: readonly ({ concentrator: string; halfHours: number; })[]; day: number; loads: readonly ({ concentrator: string; ratedMbps: number; nowMbps: readonly (number)[]; afterMbps: readonly (number)[]; })[]; waves: readonly ({ number: number; from: string; to: string; highest: null | { concentrator: string; share: number; halfHour: number; }; moves: readonly ({ site: string; practice: string; from: string; to: string; plannedFor: string; eligible: string; before: Record<string, string>; })[]; })[]; blocked: readonly ({ site: string; to: string; reason: string; })[]; cannotMove: readonly ({ site: string; reason: string; })[]; unknownLoad: readonly (string)[]; }; };
  PlanningShown: { askedBy: string; seconds: number; state: 'called off' | 'done' | 'planning' | 'refused'; version: null | number; endedAt: null | string; said: null | string; askedAt: string; progress: null | { share: number; shareBound: number; moves: null | number; movesBound: null | number; seconds: number; }; heardAt: string; };
  PracticeDetail: { report: Schemas['RecoveryReport']; name: string; postcode: string; rank: number; because: string; conflict: null | Schemas['Conflict']; saysFixed: 'no' | 'yes' | null; notFixed: null | { at: string; sites: readonly ({ code: string; name: string; })[]; }; called: boolean; backlogHours: null | number; asked: null | { askedAt: string; reminders: number; nextReminderAt: null | string; }; hasAddress: boolean; };
  Preview: { text: string; claims: readonly (Schemas['FrozenClaim'])[]; refusals: readonly (Schemas['Fault'])[]; };
  PreviewEntry: { action: 'add' | 'change' | 'closure' | 'missing'; key: string; before?: string; after?: string; };
  QuietHours: { fromMinute: number; toMinute: number; };
  Rate: { failures: number; hours: number; per1000Hours: null | number; interval: null | Schemas['Interval']; };
  ReceiptTaken: { message: number; state: 'delivered' | 'failed' | 'handed over' | 'queued' | 'sending' | 'stopped'; changed: boolean; };
  Recomputation: { reference: string; sameBytes: boolean; version: string; versionNow: string; inputSha256: string; inputSha256Now: string; };
  RecoveryDetail: { progress: { recovering: number; recovered: number; total: number; notReplied: number; staffHours: { hours: number; practices: number; }; }; practices: readonly (Schemas['PracticeDetail'])[]; asking: null | { openedAt: string; closesAt: string; closedBy: null | string; }; concerns: Schemas['ConcernCounts']; forecast: { ok: boolean; low: string; middle: string; high: string; paces: number; withoutPace: number; silent: number; latestNamed: null | string; } | { ok: boolean; refused: string; }; history: readonly ({ at: string; recovered: number; recovering: number; })[]; };
  RecoveryProgress: { total: number; recovered: number; recovering: number; notReplied: number; staffHours: { hours: number; practices: number; }; practices: readonly (Schemas['RecoveryReport'])[]; };
  RecoveryReport: { practiceId: number; odsCode: string; state: 'not replied' | 'recovered' | 'recovering'; at: null | string; expectedNormalOn: null | string; note: null | string; answer: null | Schemas['Answer']; channel: 'link' | 'telephone' | null; saidBy: null | string; takenBy: null | string; };
  Redaction: { number: number; what: 'comment' | 'evidence' | 'phrase'; target: string; reason: string; by: string; at: string; };
  Rehearsal: { waves: readonly ({ number: number; verified: number; rolledBack: number; stopped: null | string; })[]; stopRule: Schemas['StopRule']; };
  RelatedIncident: { slug: string; reference: string; title: string; startedAt: string; endedAt: null | string; open: boolean; score: number; reasons: readonly (Schemas['RelatedReason'])[]; notDone: readonly (Schemas['OpenAction'])[]; };
  RelatedReason: { reason: 'component' | 'factor' | 'same time' | 'sites' | 'symptom words'; points: number; text: string; };
  Report: { title: string; subtitle: string; organisation: null | string; asOf: string; sections: readonly (Schemas['ReportSection'])[]; };
  ReportSection: { key: string; title: string; blocks: readonly ({ kind: 'markdown'; text: string; figures: readonly (Schemas['SaidFigure'])[]; } | { kind: 'heading'; text: string; } | { kind: 'text'; text: string; } | { kind: 'list'; items: readonly (string)[]; } | { kind: 'facts'; rows: readonly ({ label: string; text: string; })[]; } | { kind: 'table'; caption: string; head: readonly (string)[]; rows: readonly (readonly (string)[])[]; links?: readonly (string)[]; })[]; };
  ResultSummary: { id: number; reference: string; incidentId: null | number; from: string; to: string; computedAt: string; version: string; inputSha256: string; automatic: boolean; said: string; };
  RetentionLine: { kind: string; days: null | number; before: null | string; goes: number; held: number; heldBy: readonly (string)[]; };
  RevertedDecision: { decision: Schemas['CallDecision']; reverted: readonly (string)[]; kept: readonly (string)[]; };
  Review: { id: number; incidentId: number; state: 'accepted' | 'accuracy check' | 'actions' | 'analysis' | 'closed' | 'commissioned' | 'effectiveness checked' | 'evidence' | 'independent review' | 'not commissioned' | 'published'; independentReviewer: string; reviewerOrganisation: string; reviewerAddress: null | string; reportsTo: readonly (string)[]; commissionedAt: string; appointedAt: string; accuracyClosesAt: null | string; dueBy: string; termsOfReference: string; };
  ReviewAction: { reviewId: number; incidentId: number; number: number; reference: string; statement: string; publicWording: null | string; factors: readonly (string)[]; type: 'correct' | 'detect' | 'prepare' | 'prevent'; strength: 'automation' | 'design change' | 'reminder' | 'training'; owner: string; ownerOrganisation: string; dueOn: string; originalDueOn: string; checkOn: string; measure: { kind: 'metric'; metric: 'availability.percent' | 'calls.deskHoursSinceLast' | 'calls.linkedPerDeskDay' | 'concentrator.peakUtilisation' | 'concentrator.siteCount' | 'outages.perDay' | 'sites.downNow' | 'sites.flapping'; parameters: Record<string, string | number | boolean>; comparator: 'above' | 'at least' | 'at most' | 'below' | 'falls by at least'; target: number; windowHours: number; baseline: null | number; baselineText: string; text: string; } | { kind: 'claim'; token: string; baselineText: string; text: string; } | { kind: 'judgement'; baselineText: string; text: string; }; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; proposedBy: string; doneAt: null | string; checks: readonly (Schemas['ActionCheck'])[]; history: readonly (Schemas['ActionChange'])[]; said: null | { value: unknown; text: string; asOf: string; }; remindedFor: readonly (string)[]; };
  ReviewComment: { number: number; about: string; text: string; public: boolean; by: string; at: string; response: null | { disposition: 'accepted' | 'accepted in part' | 'not accepted'; text: string; by: string; at: string; }; };
  ReviewFactor: { key: string; title: string; statement: string; element: 'external environment' | 'internal environment' | 'organisation' | 'people' | 'tasks' | 'tools and technology'; grade: 'confirmed' | 'hypothesis' | 'ruled out' | 'supported'; evidenceFor: readonly (string)[]; evidenceAgainst: readonly (string)[]; settledBy: null | string; rivals: readonly (Schemas['Rival'])[]; share: null | Schemas['AttributedShare']; seededFrom: null | string; recordedBy: string; recordedAt: string; version: number; };
  ReviewView: { incident: Schemas['Incident']; review: Schemas['Review']; at: string; next: 'accepted' | 'accuracy check' | 'actions' | 'analysis' | 'closed' | 'commissioned' | 'effectiveness checked' | 'evidence' | 'independent review' | 'not commissioned' | 'published' | null; missing: readonly ({ key: string; sentence: string; text: string; })[]; ties: readonly (string)[]; interests: null | { interests: string; reportsTo: readonly (string)[]; by: string; at: string; }; evidence: readonly ({ kind: 'attribution' | 'calls' | 'data gap' | 'episodes' | 'estate change' | 'measure' | 'publication' | 'statement' | 'timeline' | 'went badly' | 'went well' | 'where we got lucky' | 'withdrawn claim'; count: number; })[]; factors: readonly (Schemas['ReviewFactor'])[]; sections: { order: readonly (string)[]; written: { size: number; '__@toStringTag@660': string; }; }; comments: readonly (Schemas['ReviewComment'])[]; statement: null | { text: string; by: string; at: string; }; redactions: readonly (Schemas['Redaction'])[]; accuracy: readonly (Schemas['AccuracyCheck'])[]; consequences: { staffHours: null | number; staffHoursSource: null | string; harm: null | string; }; actions: readonly (Schemas['ReviewAction'])[]; versions: readonly ({ version: number; changes: readonly (string)[]; publishedAt: string; publishedBy: string; })[]; serviceReport: { due: null | string; overdue: boolean; sent: null | { to: string; on: string; }; }; };
  Rival: { statement: string; settledBy: string; };
  RunbookShown: { wave: number; asked: readonly ({ site: string; step: 'drop the old concentrator' | 'prefer the new concentrator' | 'put back as it was'; hubs: readonly (string)[]; })[]; outcomes: readonly ({ site: string; state: 'left to people' | 'not touched' | 'rolled back' | 'verified' | 'waiting'; reason: null | string; })[]; stopped: null | string; done: readonly ({ site: string; what: string; at: string; by: string; })[]; };
  SaidFigure: { text: string; asOf: string; evidence: string; };
  SaidIn: { resultId: number; reference: string; at: string; };
  Scope: { kind: 'area' | 'everything' | 'group' | 'incident' | 'practice'; key: string; };
  SearchedPractice: { odsCode: string; name: string; town: string; postcode: string; };
  SettingView: { key: string; title: string; value: Record<string, unknown>; isStandard: boolean; version: number; changedBy: null | string; changedAt: null | string; };
  Side: { failures: number; hours: number; sites: number; failingSites: number; };
  SideWithRate: { failures: number; hours: number; sites: number; failingSites: number; per1000Hours: number; rate: null | Schemas['Interval']; };
  SiteMove: { siteId: number; siteCode: string; practiceId: number; status: 'cannot move' | 'moved' | 'not planned' | 'planned' | 'verified'; wave: null | string; plannedFor: null | string; movedAt: null | string; verifiedAt: null | string; reason: null | string; };
  Staff: { id: number; name: string; email: null | string; roles: readonly ('administrator' | 'approver' | 'clinical safety lead' | 'communications author' | 'desk' | 'engineer' | 'incident lead' | 'intake' | 'reviewer' | 'viewer')[]; groupRoles: readonly ('administrator' | 'approver' | 'clinical safety lead' | 'communications author' | 'desk' | 'engineer' | 'incident lead' | 'intake' | 'reviewer' | 'viewer')[]; hasPassword: boolean; hasApp: boolean; passkeys: number; hasSecondFactor: boolean; identities: readonly (string)[]; otherAddresses: readonly (string)[]; createdAt: string; disabledAt: null | string; };
  StillOpen: { incident: { id: number; title: string; reference: string; slug: string; components: readonly (Schemas['Component'])[]; }; shared: readonly (Schemas['Component'])[]; actions: readonly (Schemas['TrackedAction'])[]; };
  StopRule: { failedPercent: number; latencyPercent: number; lossPoints: number; flaps: number; minutes: number; };
  StoredClaim: { id: number; updateId: number; position: number; key: string; parameters: Record<string, string>; value: unknown; text: string; evidence: Schemas['ClaimEvidence']; asOf: string; holds: boolean; stoppedAt: null | string; nowText: null | string; };
  StoredResult: { result: Schemas['Attribution']; id: number; reference: string; incidentId: null | number; from: string; to: string; computedAt: string; version: string; inputSha256: string; automatic: boolean; said: string; };
  SubscriberCounts: { subscribers: readonly ({ channel: 'email' | 'sms' | 'teams' | 'webhook'; state: 'active' | 'failing' | 'stopped'; count: number; })[]; contacts: readonly ({ channel: 'email' | 'sms' | 'teams' | 'webhook'; state: 'active' | 'failing' | 'stopped'; count: number; })[]; waiting: number; scopes: readonly ({ kind: 'area' | 'everything' | 'group' | 'incident' | 'practice'; key: string; text: string; count: number; })[]; };
  Subscription: { id: string; channel: 'email' | 'sms' | 'teams' | 'webhook'; address: string; state: 'active' | 'failing' | 'stopped'; stateReason: null | string; stateAt: string; wants: Schemas['Wants']; source: 'form' | 'import'; madeBy: string; madeAt: string; };
  Suggestion: { id: number; key: string; title: string; statement: string; settledBy: string; evidenceFor: readonly (string)[]; evidenceAgainst: readonly (string)[]; strength: Schemas['SuggestionStrength']; first: Schemas['SaidIn']; latest: Schemas['SaidIn']; lapsedAt: null | string; returnedBecause: null | string; decision: null | { decision: 'accepted' | 'rejected'; at: string; by: string; reason: string; strength: Schemas['SuggestionStrength']; factorKey: null | string; }; };
  SuggestionStrength: { measure: 'more than the two added' | 'times as often'; value: number; low: number; high: number; effectiveFailures: null | number; cannotTellFrom: readonly (string)[]; };
  SupplierFeed: { key: string; name: string; format: 'atom' | 'rss' | 'statuspage'; url: string; pageUrl: null | string; pollMinutes: number; addedBy: string; addedAt: string; pausedBy: null | string; pausedAt: null | string; etag: null | string; lastModified: null | string; nextPollAt: string; lastPolledAt: null | string; lastReadAt: null | string; failures: number; lastFault: null | string; };
  Term: { key: string; value: string; };
  Tidied: { requests: number; stopped: number; failing: number; messages: number; };
  TimelineEntry: { id: number; incidentId: number; type: string; at: string; recordedAt: string; actor: string; text: string; data: Record<string, unknown>; public: boolean; evidence: null | string; };
  ToTell: { change: readonly (Schemas['Term'])[]; sites: Schemas['NamedSites']; days: number; };
  ToldChange: { before: Schemas['Side']; after: Schemas['Side']; ratio: null | Schemas['Interval']; againstOthers: null | Schemas['Interval']; trendBefore: null | Schemas['Interval']; strata: 'hour of the day' | 'hour of the week'; verdict: 'fell' | 'no clear change' | 'not enough to say' | 'rose'; sentence: string; };
  ToldSite: { site: string; practice: string; odsCode: string; addresses: number; toldAt: null | string; answeredAt: null | string; entries: readonly (Schemas['Contact'])[]; };
  TrackedAction: { incident: { id: number; title: string; reference: string; slug: string; components: readonly (Schemas['Component'])[]; }; reviewState: string; reviewId: number; incidentId: number; number: number; reference: string; statement: string; publicWording: null | string; factors: readonly (string)[]; type: 'correct' | 'detect' | 'prepare' | 'prevent'; strength: 'automation' | 'design change' | 'reminder' | 'training'; owner: string; ownerOrganisation: string; dueOn: string; originalDueOn: string; checkOn: string; measure: { kind: 'metric'; metric: 'availability.percent' | 'calls.deskHoursSinceLast' | 'calls.linkedPerDeskDay' | 'concentrator.peakUtilisation' | 'concentrator.siteCount' | 'outages.perDay' | 'sites.downNow' | 'sites.flapping'; parameters: Record<string, string | number | boolean>; comparator: 'above' | 'at least' | 'at most' | 'below' | 'falls by at least'; target: number; windowHours: number; baseline: null | number; baselineText: string; text: string; } | { kind: 'claim'; token: string; baselineText: string; text: string; } | { kind: 'judgement'; baselineText: string; text: string; }; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; proposedBy: string; doneAt: null | string; checks: readonly (Schemas['ActionCheck'])[]; history: readonly (Schemas['ActionChange'])[]; said: null | { value: unknown; text: string; asOf: string; }; remindedFor: readonly (string)[]; };
  Transition: { to: 'candidate' | 'cause identified' | 'declined' | 'investigating' | 'merged' | 'mitigating' | 'monitoring' | 'restored' | 'stood down'; needs: readonly ('a factor at least supported' | 'a measure' | 'an exit criterion' | 'every exit criterion met')[]; };
  Update: { id: number; incidentId: number; number: number; kind: 'correction' | 'update'; corrects: null | number; title: string; body: string; nextUpdateDueAt: null | string; status: 'approved' | 'draft' | 'published' | 'submitted'; authors: readonly (string)[]; authorPeople: readonly (string)[]; createdAt: string; submittedAt: null | string; approvedBy: null | string; approvedAt: null | string; overrideReason: null | string; publishedBy: null | string; publishedAt: null | string; version: number; };
  UpdateTemplate: { key: string; name: string; title: string; body: string; nextUpdateMinutes: number; };
  UpdateVersion: { version: number; title: string; body: string; nextUpdateDueAt: null | string; savedBy: string; savedAt: string; };
  Upload: { id: string; kind: 'calls' | 'estate' | 'readings'; fileName: string; createdBy: string; createdAt: string; expiresAt: string; outcome: Schemas['ImportOutcome']; };
  Usual: { mbps: number; low: number; high: number; days: number; };
  VerifiedChain: { holds: boolean; rows: number; position: number; sha256: string; checkpoint: null | { position: number; sha256: string; removedAt: string; removedBy: string; }; text: string; };
  Wants: { scopes: readonly (Schemas['Scope'])[]; updates: boolean; plannedWork: boolean; leastSeverity: number; quiet: null | Schemas['QuietHours']; };
  WhatIfResult: { weeks: number; assumptions: readonly (string)[]; promise: null | Schemas['MeasurePromise']; concentrators: readonly (Schemas['ConcentratorAnswer'])[]; moved: readonly ({ site: string; from: string; to: string; })[]; exposedSites: readonly (string)[]; text: readonly (string)[]; };
}

/** The input and the result of each verb. */
export interface Verbs {
  /** Imports an estate file (practices, sites, circuits, firewalls, concentrators, tunnels or tags). */
  'estate.import': { input: { fileName: string; text: string; kind?: 'practices' | 'sites' | 'circuits' | 'firewalls' | 'concentrators' | 'tunnels' | 'tags'; icb?: string; subIcb?: string; dryRun?: boolean; }; result: Schemas['ImportReport'] };
  /** Records that an attribute of a site has a value since an instant. */
  'estate.set-attribute': { input: { siteCode: string; key: string; value: string | null; from: unknown | string; }; result: { changed: boolean; } };
  /** Lists the practices. */
  'estate.practices': { input: { gpOnly?: boolean; activeOnly?: boolean; }; result: readonly ({ id: number; odsCode: string; name: string; addressLines: readonly (string)[]; town: string; postcode: string; phone: null | string; icbCode: string; subIcbCode: string; status: 'active' | 'closed' | 'dormant' | 'inactive' | 'proposed'; prescribingSetting: string; isGpPractice: boolean; openedOn: null | string; closedOn: null | string; missingSince: null | string; })[] };
  /** Shows one practice by its ODS code. */
  'estate.practice': { input: { odsCode: string; }; result: { id: number; odsCode: string; name: string; addressLines: readonly (string)[]; town: string; postcode: string; phone: null | string; icbCode: string; subIcbCode: string; status: 'active' | 'closed' | 'dormant' | 'inactive' | 'proposed'; prescribingSetting: string; isGpPractice: boolean; openedOn: null | string; closedOn: null | string; missingSince: null | string; } };
  /** Lists the sites. */
  'estate.sites': { input: Record<string, never>; result: readonly ({ id: number; code: string; practiceId: number; odsCode: string; practiceName: string; name: string; address: string; town: string; postcode: string; phone: null | string; openedOn: null | string; closedOn: null | string; missingSince: null | string; })[] };
  /** Shows one site and its attributes as they were at an instant (now unless told otherwise). */
  'estate.site': { input: { site: string; at?: unknown | string; }; result: { attributes: Record<string, string>; id: number; code: string; practiceId: number; odsCode: string; practiceName: string; name: string; address: string; town: string; postcode: string; phone: null | string; openedOn: null | string; closedOn: null | string; missingSince: null | string; } };
  /** Lists the concentrators with their ratings as at an instant (now unless told otherwise). */
  'estate.concentrators': { input: { at?: unknown | string; }; result: readonly ({ id: number; code: string; name: string; dataCentre: string; model: string; ratedMbps: null | number; ratedTunnels: null | number; ratingSource: null | string; ratingDate: null | string; })[] };
  /** Shows one concentrator with its rating as at an instant (now unless told otherwise). */
  'estate.concentrator': { input: { concentrator: string; at?: unknown | string; }; result: { id: number; code: string; name: string; dataCentre: string; model: string; ratedMbps: null | number; ratedTunnels: null | number; ratingSource: null | string; ratingDate: null | string; } };
  /** Shows the state of every site, or of one, and the figures of its last reading. */
  'readings.current': { input: { site?: string; }; result: readonly ({ state: 'degraded' | 'down' | 'unknown' | 'up'; since: string; lastReadingAt: string; lossPercent: null | number; latencyMs: null | number; inMbps: null | number; outMbps: null | number; site: string; } | { state: 'unknown'; site: string; })[] };
  /** Shows how long every site, or one, was up, degraded, down and unknown in a period. */
  'readings.availability': { input: { from: unknown | string; to: unknown | string; site?: string; }; result: readonly ({ upSeconds: number; degradedSeconds: number; downSeconds: number; unknownSeconds: number; availabilityPercent: null | number; site: string; })[] };
  /** Turns sites unknown that have sent nothing for longer than expected. */
  'readings.silence': { input: Record<string, never>; result: { sites: number; } };
  /** Folds the readings of whole days before an instant, by default now, into daily rows and hourly rollups. */
  'readings.fold': { input: { before?: unknown | string; }; result: Schemas['FoldReport'] };
  /** Takes in calls from a service desk; a batch without calls says that the feed is alive. */
  'call.import': { input: { source: string; syncedAt?: string | unknown; onFault?: 'refuse' | 'skip'; priorityScheme?: 'nhs' | 'servicenow'; dryRun?: boolean; calls: readonly (Record<string, unknown>)[]; }; result: Schemas['CallIntakeReport'] };
  /** Says by hand which practice a call came from. */
  'call.match': { input: { source: string; externalId: string; practice: string; }; result: Schemas['Call'] };
  /** Lists the calls opened from one instant up to another. */
  'call.list': { input: { from: string | unknown; to: string | unknown; }; result: readonly (Schemas['Call'])[] };
  /** Lists the calls opened in a time that no practice was found for. */
  'call.unmatched': { input: { from: string | unknown; to: string | unknown; }; result: readonly (Schemas['Call'])[] };
  /** Finds practices by what somebody typed: part of an ODS code, a name, a town or a postcode. */
  'call.find-practice': { input: { text: string; limit?: number; }; result: readonly (Schemas['SearchedPractice'])[] };
  /** Shows for every source when it last synced and when its latest call was opened. */
  'call.feeds': { input: Record<string, never>; result: readonly (Schemas['FeedState'])[] };
  /** List the outages, flaps, saturations and surges that touch a period. */
  'episode.list': { input: { from: string; to: string; kind?: 'outage' | 'flap' | 'saturation' | 'concentrator-outage' | 'surge'; openOnly?: boolean; }; result: readonly ({ id: number; kind: 'concentrator-outage' | 'flap' | 'outage' | 'saturation' | 'surge'; startedAt: string; endedAt: null | string; concentratorId: null | number; siteIds: readonly (number)[]; evidence: Record<string, unknown>; })[] };
  /** Find what the sites that failed in a period share, against those that did not. */
  'attribution.explain': { input: { from: unknown | string; to: unknown | string; }; result: Schemas['StoredResult'] };
  /** Show a stored result, or the newest one. */
  'attribution.show': { input: { result?: string; }; result: Schemas['StoredResult'] };
  /** List the newest stored results. */
  'attribution.list': { input: { limit?: number; }; result: readonly (Schemas['ResultSummary'])[] };
  /** Compute a stored result again from its kept inputs and say whether it is the same to the byte. */
  'attribution.recompute': { input: { result: string; }; result: Schemas['Recomputation'] };
  /** Measure one attribute value that somebody suspects, without a search. */
  'attribution.measure': { input: { from: unknown | string; to: unknown | string; key: string; value: string; }; result: { inside: Schemas['Side']; outside: Schemas['Side']; ratio: null | Schemas['Interval']; share: null | Schemas['Interval']; z: number; effectiveFailures: number; sentence: string; } };
  /** Say whether failures changed when a measure began, by like hours of the week. */
  'attribution.change': { input: { from: unknown | string; to: unknown | string; startedAt: unknown | string; key?: string; value?: string; }; result: Schemas['ToldChange'] };
  /** Declare an incident: a new one, or a candidate that detection proposed. */
  'incident.declare': { input: { title: string; slug?: string; summary: string; itSeverity: number; eprrType?: 'business continuity incident' | 'critical incident' | 'major incident'; startedAt?: string | unknown; symptomWords?: readonly (string)[]; components?: readonly ({ key: string; value: string; })[]; candidate?: string; demonstration?: boolean; at?: string | unknown; }; result: Schemas['Incident'] };
  /** Decline a candidate, with the reason. */
  'incident.decline': { input: { incident: string; reason: string; at?: string | unknown; }; result: Schemas['Incident'] };
  /** Merge an incident into another open one; its address and timeline stay. */
  'incident.merge': { input: { incident: string; into: string; reason: string; at?: string | unknown; }; result: Schemas['Incident'] };
  /** Correct the title, summary, severity, start, symptom words or components of an incident. */
  'incident.describe': { input: { incident: string; title?: string; summary?: string; itSeverity?: number; eprrType?: 'business continuity incident' | 'critical incident' | 'major incident' | null; startedAt?: string | unknown; symptomWords?: readonly (string)[]; components?: readonly ({ key: string; value: string; })[]; at?: string | unknown; }; result: Schemas['Incident'] };
  /** Change the state of the response; standing down needs every exit criterion met. */
  'incident.respond': { input: { incident: string; to: 'candidate' | 'investigating' | 'cause identified' | 'mitigating' | 'monitoring' | 'restored' | 'stood down' | 'declined' | 'merged'; note: string; at?: string | unknown; }; result: Schemas['Incident'] };
  /** Add what happened to the timeline, which is append-only. */
  'incident.note': { input: { incident: string; text: string; public?: boolean; evidence?: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Measure the promises and exit criteria of an incident now. */
  'incident.evaluate': { input: { incident: string; }; result: { measures: readonly (Schemas['Measure'])[]; exitCriteria: readonly (Schemas['ExitCriterion'])[]; } };
  /** List incidents, newest start first. */
  'incident.list': { input: { states?: readonly ('candidate' | 'investigating' | 'cause identified' | 'mitigating' | 'monitoring' | 'restored' | 'stood down' | 'declined' | 'merged')[]; }; result: readonly ({ states: { communication: 'due' | 'none due' | 'overdue'; response: 'candidate' | 'cause identified' | 'declined' | 'investigating' | 'merged' | 'mitigating' | 'monitoring' | 'restored' | 'stood down'; recovery: 'not started' | 'recovered' | 'recovering'; review: 'accepted' | 'accuracy check' | 'actions' | 'analysis' | 'closed' | 'commissioned' | 'effectiveness checked' | 'evidence' | 'independent review' | 'not commissioned' | 'published'; }; id: number; slug: string; reference: string; title: string; summary: string; itSeverity: number; eprrType: 'business continuity incident' | 'critical incident' | 'major incident' | null; symptomWords: readonly (string)[]; components: readonly (Schemas['Component'])[]; startedAt: string; declaredAt: null | string; endedAt: null | string; nextUpdateDueAt: null | string; demonstration: boolean; })[] };
  /** Show one incident with its command, factors, measures, criteria, next steps and timeline. */
  'incident.show': { input: { incident: string; }; result: { states: { communication: 'due' | 'none due' | 'overdue'; response: 'candidate' | 'cause identified' | 'declined' | 'investigating' | 'merged' | 'mitigating' | 'monitoring' | 'restored' | 'stood down'; recovery: 'not started' | 'recovered' | 'recovering'; review: 'accepted' | 'accuracy check' | 'actions' | 'analysis' | 'closed' | 'commissioned' | 'effectiveness checked' | 'evidence' | 'independent review' | 'not commissioned' | 'published'; }; mayBecome: readonly (Schemas['Transition'])[]; command: readonly (Schemas['CommandGroup'])[]; factors: readonly (Schemas['Factor'])[]; measures: readonly (Schemas['Measure'])[]; exitCriteria: readonly (Schemas['ExitCriterion'])[]; nextSteps: readonly (Schemas['NextStep'])[]; timeline: readonly (Schemas['TimelineEntry'])[]; id: number; slug: string; reference: string; title: string; summary: string; itSeverity: number; eprrType: 'business continuity incident' | 'critical incident' | 'major incident' | null; symptomWords: readonly (string)[]; components: readonly (Schemas['Component'])[]; startedAt: string; declaredAt: null | string; endedAt: null | string; nextUpdateDueAt: null | string; demonstration: boolean; } };
  /** Show incidents that share something with one, and what was never done in them. */
  'incident.related': { input: { incident?: string; title?: string; symptomWords?: readonly (string)[]; components?: readonly ({ key: string; value: string; })[]; limit?: number; }; result: readonly (Schemas['RelatedIncident'])[] };
  /** List when each site was affected, with the evidence. */
  'impact.list': { input: { incident: string; }; result: readonly ({ from: string; to: null | string; kind: 'degraded capacity' | 'outage' | 'told by practice' | 'unstable'; episodeId: null | number; evidence: string; site: string; practice: null | string; })[] };
  /** Measure one figure over a window, as a promise or an exit criterion would. */
  'metric.measure': { input: { incident: string; metric: 'calls.linkedPerDeskDay' | 'calls.deskHoursSinceLast' | 'sites.flapping' | 'sites.downNow' | 'outages.perDay' | 'availability.percent' | 'concentrator.peakUtilisation' | 'concentrator.siteCount'; parameters?: Record<string, unknown>; from: string | unknown; to: string | unknown; }; result: Schemas['Measurement'] };
  /** Set up a subgroup of the command, or restate its purpose. */
  'command.group': { input: { incident: string; group: string; purpose: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Give a person a role in a subgroup; a lead takes over from the one before. */
  'command.assign': { input: { incident: string; group: string; role: string; person: string; organisation?: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** End a person's role in a subgroup. */
  'command.release': { input: { incident: string; group: string; role: string; person: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Give a subgroup an action with an owner. */
  'command.action': { input: { incident: string; group: string; text: string; owner: string; due?: string | unknown; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Mark an action as done. */
  'command.action-done': { input: { incident: string; number: number; note?: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Record a contributing factor, as a hypothesis. */
  'factor.add': { input: { incident: string; key: string; title: string; statement: string; settledBy?: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Grade a factor on evidence: hypothesis, supported, confirmed or ruled out. */
  'factor.grade': { input: { incident: string; key: string; grade: 'hypothesis' | 'supported' | 'confirmed' | 'ruled out'; evidenceFor?: readonly (string)[]; evidenceAgainst?: readonly (string)[]; reason: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** List what attribution suggests as contributing factors, with what was decided. */
  'suggestion.list': { input: { incident: string; }; result: readonly (Schemas['Suggestion'])[] };
  /** Accept a suggestion as a contributing factor, or as evidence for one that is there already. */
  'suggestion.accept': { input: { incident: string; key: string; reason: string; factor?: string; }; result: Schemas['Suggestion'] };
  /** Reject a suggestion; it does not come back unless its evidence materially changes. */
  'suggestion.reject': { input: { incident: string; key: string; reason: string; }; result: Schemas['Suggestion'] };
  /** Record something done about the incident, with what it promises. */
  'measure.add': { input: { incident: string; key: string; title: string; description: string; temporary?: boolean; startedAt?: string | unknown; promise?: { metric: 'calls.linkedPerDeskDay' | 'calls.deskHoursSinceLast' | 'sites.flapping' | 'sites.downNow' | 'outages.perDay' | 'availability.percent' | 'concentrator.peakUtilisation' | 'concentrator.siteCount'; parameters?: Record<string, unknown>; baselineFrom: string | unknown; baselineTo: string | unknown; comparator: 'below' | 'at most' | 'above' | 'at least' | 'falls by at least'; expected: number; by: string | unknown; settleHours?: number; windowHours?: number | null; text?: string; }; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** End a measure. */
  'measure.end': { input: { incident: string; key: string; endedAt?: string | unknown; note?: string; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Set an exit criterion: what must be measured before the incident may be stood down. */
  'criterion.add': { input: { incident: string; key: string; title: string; metric: 'calls.linkedPerDeskDay' | 'calls.deskHoursSinceLast' | 'sites.flapping' | 'sites.downNow' | 'outages.perDay' | 'availability.percent' | 'concentrator.peakUtilisation' | 'concentrator.siteCount'; parameters?: Record<string, unknown>; comparator: 'below' | 'at most' | 'above' | 'at least'; threshold: number; windowHours?: number; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Confirm that a call belongs to an incident. */
  'call.confirm': { input: { incident: string; source: string; externalId: string; reason: string; }; result: Schemas['CallLink'] };
  /** Take a linked call off an incident, for good. */
  'call.undo': { input: { incident: string; source: string; externalId: string; reason: string; }; result: Schemas['CallLink'] };
  /** Say that a call which is not linked does not belong to an incident. */
  'call.reject': { input: { incident: string; source: string; externalId: string; reason: string; }; result: Schemas['CallLink'] };
  /** Confirm, undo or reject several calls at once, all or none. */
  'call.decide': { input: { incident: string; decision: 'confirm' | 'undo' | 'reject'; calls: readonly ({ source: string; externalId: string; })[]; reason: string; }; result: { links: readonly (Schemas['CallLink'])[]; decision: null | number; } };
  /** Take back what was decided about calls at once; the links are as before. */
  'call.revert': { input: { incident: string; decision: number; }; result: Schemas['RevertedDecision'] };
  /** Add a next step, which the public page shows until it is done. */
  'nextstep.add': { input: { incident: string; text: string; due?: string | unknown; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Mark a next step as done. */
  'nextstep.done': { input: { incident: string; number: number; at?: string | unknown; }; result: { incident: string; eventIds: readonly (number)[]; } };
  /** Show the usual load of a site or a concentrator by half hour of the week. */
  'plan.load': { input: { site?: string; concentrator?: string; weeks?: number; }; result: Schemas['LoadAnswer'] };
  /** Forecast the daily peak of concentrators, with the days until it reaches a share of the rating. */
  'plan.forecast': { input: { concentrator?: string; days?: number; percent?: number; }; result: readonly (Schemas['ConcentratorForecast'])[] };
  /** Ask what a change would do to the peaks: move sites, add or lose a concentrator, hold back, grow. */
  'plan.what-if': { input: { grow?: number; holdBackPercent?: number; holdBackSince?: string | unknown; holdBackBefore?: number; addCode?: string; addMbps?: number; move?: readonly (string)[]; to?: string; balance?: boolean; lose?: string; weeks?: number; by?: string | unknown; }; result: Schemas['WhatIfResult'] };
  /** Measure what a measure did to the load that its promise is about. */
  'measure.effect': { input: { incident: string; measure: string; }; result: Schemas['MeasureEffect'] };
  /** List the school holidays that loads and forecasts keep apart. */
  'calendar.holidays': { input: Record<string, never>; result: readonly ({ from: string; to: string; name: string; source: string; })[] };
  /** Record a school holiday. */
  'calendar.set-holiday': { input: { from: string; to: string; name: string; source: string; }; result: { from: string; to: string; name: string; source: string; } };
  /** Remove a school holiday. */
  'calendar.remove-holiday': { input: { from: string; }; result: { removed: string; } };
  /** Plan which sites move where, with the lowest peak and the fewest moves, and split them into waves. */
  'moves.plan': { input: { incident: string; distancePercent?: number; preferred?: string; surviveLoss?: boolean; sitesAtMost?: number; startOn?: string; frozenFrom?: string; frozenTo?: string; seconds?: number; }; result: { version: number; madeAt: string; madeBy: string; approvedAt: null | string; approvedBy: null | string; content: { distancePercent: number; preferred: null | string; surviveLoss: boolean; shareNow: number; lowestShare: number; lowestBound: number; sharePlanned: number; movesBound: number; stopRule: string; losses: readonly ({ concentrator: string; share: null | number; })[]; overNow: readonly ({ concentrator: string; halfHours: number; })[]; day: number; loads: readonly ({ concentrator: string; ratedMbps: number; nowMbps: readonly (number)[]; afterMbps: readonly (number)[]; })[]; waves: readonly ({ number: number; from: string; to: string; highest: null | { concentrator: string; share: number; halfHour: number; }; moves: readonly ({ site: string; practice: string; from: string; to: string; plannedFor: string; eligible: string; before: Record<string, string>; })[]; })[]; blocked: readonly ({ site: string; to: string; reason: string; })[]; cannotMove: readonly ({ site: string; reason: string; })[]; unknownLoad: readonly (string)[]; }; } };
  /** Have a plan of moves made in the background, where it can be watched and called off. */
  'moves.ask': { input: { incident: string; distancePercent?: number; preferred?: string; surviveLoss?: boolean; sitesAtMost?: number; startOn?: string; frozenFrom?: string; frozenTo?: string; seconds?: number; }; result: Schemas['PlanningShown'] };
  /** Show how far the plan of moves is that is made in the background, with the best so far. */
  'moves.planning': { input: { incident: string; }; result: null | Schemas['PlanningShown'] };
  /** Call off the plan of moves that is being made. */
  'moves.call-off': { input: { incident: string; }; result: Schemas['PlanningShown'] };
  /** Approve a plan of moves that somebody else made. */
  'moves.approve': { input: { incident: string; version: number; }; result: { version: number; madeAt: string; madeBy: string; approvedAt: null | string; approvedBy: null | string; content: { distancePercent: number; preferred: null | string; surviveLoss: boolean; shareNow: number; lowestShare: number; lowestBound: number; sharePlanned: number; movesBound: number; stopRule: string; losses: readonly ({ concentrator: string; share: null | number; })[]; overNow: readonly ({ concentrator: string; halfHours: number; })[]; day: number; loads: readonly ({ concentrator: string; ratedMbps: number; nowMbps: readonly (number)[]; afterMbps: readonly (number)[]; })[]; waves: readonly ({ number: number; from: string; to: string; highest: null | { concentrator: string; share: number; halfHour: number; }; moves: readonly ({ site: string; practice: string; from: string; to: string; plannedFor: string; eligible: string; before: Record<string, string>; })[]; })[]; blocked: readonly ({ site: string; to: string; reason: string; })[]; cannotMove: readonly ({ site: string; reason: string; })[]; unknownLoad: readonly (string)[]; }; } };
  /** List the plans of moves of an incident, the newest first. */
  'moves.list': { input: { incident: string; }; result: readonly ({ version: number; madeAt: string; madeBy: string; approvedAt: null | string; approvedBy: null | string; content: { distancePercent: number; preferred: null | string; surviveLoss: boolean; shareNow: number; lowestShare: number; lowestBound: number; sharePlanned: number; movesBound: number; stopRule: string; losses: readonly ({ concentrator: string; share: null | number; })[]; overNow: readonly ({ concentrator: string; halfHours: number; })[]; day: number; loads: readonly ({ concentrator: string; ratedMbps: number; nowMbps: readonly (number)[]; afterMbps: readonly (number)[]; })[]; waves: readonly ({ number: number; from: string; to: string; highest: null | { concentrator: string; share: number; halfHour: number; }; moves: readonly ({ site: string; practice: string; from: string; to: string; plannedFor: string; eligible: string; before: Record<string, string>; })[]; })[]; blocked: readonly ({ site: string; to: string; reason: string; })[]; cannotMove: readonly ({ site: string; reason: string; })[]; unknownLoad: readonly (string)[]; }; })[] };
  /** Show a plan of moves, with what changed since the version before. */
  'moves.show': { input: { incident: string; version: number; }; result: Schemas['PlanShown'] };
  /** Replay a plan of moves through a simulated network. */
  'moves.rehearse': { input: { incident: string; version: number; }; result: Schemas['Rehearsal'] };
  /** Show how far a wave of an approved plan is, and which steps wait to be ticked. */
  'moves.runbook': { input: { incident: string; version: number; wave: number; }; result: Schemas['RunbookShown'] };
  /** Tick the step that a site of a wave waits for: it was done. */
  'moves.tick': { input: { incident: string; version: number; wave: number; site: string; }; result: Schemas['RunbookShown'] };
  /** Look at the readings of a wave that is under way, and keep what they say. */
  'moves.advance': { input: { incident: string; version: number; wave: number; }; result: Schemas['RunbookShown'] };
  /** Start moving the sites of one concentrator to another. */
  'migration.start': { input: { incident: string; key: string; title: string; from: string; to: string; at?: string | unknown; }; result: null | Schemas['MigrationProgress'] };
  /** Plan a wave: these sites, for that time. */
  'migration.plan': { input: { incident: string; wave: string; sites: readonly (string)[]; plannedFor: string | unknown; at?: string | unknown; }; result: { wave: string; sites: number; } };
  /** Record that a site moved; readings verify it later. */
  'migration.move': { input: { incident: string; site: string; at?: string | unknown; }; result: null | Schemas['SiteMove'] };
  /** Record that a site which had moved was put back where it came from. */
  'moves.roll-back': { input: { incident: string; site: string; reason: string; at?: string | unknown; }; result: null | Schemas['SiteMove'] };
  /** Record that a site cannot move, and why. */
  'migration.cannot-move': { input: { incident: string; site: string; reason: string; detail?: string; at?: string | unknown; }; result: null | Schemas['SiteMove'] };
  /** Verify by readings the moves that are not verified yet. */
  'migration.verify': { input: Record<string, never>; result: readonly (number)[] };
  /** Show how far the migration is, site by site, with the contact log. */
  'migration.show': { input: { incident: string; }; result: { progress: null | Schemas['MigrationProgress']; contacts: readonly (Schemas['Contact'])[]; } };
  /** Record that a site was contacted, answered or not. */
  'contact.record': { input: { incident: string; site: string; channel: string; by?: string; summary: string; answered: boolean; at?: string | unknown; }; result: Schemas['Contact'] };
  /** Ask practices how they recover. */
  'recovery.open': { input: { incident: string; practices?: readonly (string)[]; closesOn?: string; }; result: Schemas['Opened'] };
  /** Record what a practice said about its return to normal. */
  'recovery.report': { input: { incident: string; practice: string; state: 'recovering' | 'recovered'; fixed?: 'yes' | 'no'; notFixedAt?: readonly (string)[]; notWorking?: readonly ('clinical records' | 'appointment book' | 'electronic prescriptions' | 'results and letters' | 'scanning and printing' | 'email and internet')[]; allWorking?: boolean; appointments?: number; prescriptions?: number; results?: number; letters?: number; paperRecords?: number; onlineConsultations?: 'on' | 'off' | 'not used'; telephones?: 'working' | 'partly working' | 'not working'; staffHours?: number; expectedNormalOn?: string; safetyConcern?: string; note?: string; saidBy?: string; key?: string; at?: string | unknown; }; result: Schemas['RecoveryProgress'] };
  /** Show which practices have recovered, are recovering or have not answered. */
  'recovery.show': { input: { incident: string; }; result: Schemas['RecoveryProgress'] };
  /** Show how practices recover, in the order of need, with the forecast and what readings say instead. */
  'recovery.detail': { input: { incident: string; }; result: Schemas['RecoveryDetail'] };
  /** Export who needs help first, with the rule of the order. */
  'recovery.export': { input: { incident: string; }; result: { orderingRule: string; csv: string; } };
  /** Make a link to a practice's form, to read out, copy or send. */
  'recovery.link': { input: { incident: string; practice: string; send?: boolean; endOthers?: boolean; }; result: { sent: boolean; links: readonly (Schemas['FormLink'])[]; } };
  /** Send the reminders that are due. */
  'recovery.remind': { input: Record<string, never>; result: { reminded: number; } };
  /** End asking practices how they recover. */
  'recovery.close': { input: { incident: string; note: string; }; result: { incident: string; notReplied: number; } };
  /** Show the safety concerns of practices. */
  'recovery.concerns': { input: { incident: string; }; result: readonly (Schemas['Concern'])[] };
  /** Say what came of a safety concern. */
  'recovery.settle-concern': { input: { incident: string; concern: number; outcome: 'no harm' | 'harm' | 'cannot be known'; text: string; }; result: { concern: number; } };
  /** List what was sent, with how many messages wait, were handed over, arrived and failed. */
  'message.list': { input: { limit?: number; }; result: readonly ({ notice: number; kind: string; incident: null | string; update: null | number; subject: string; exercise: boolean; createdAt: string; recipients: number; queued: number; sending: number; handedOver: number; delivered: number; failed: number; stopped: number; doubts: number; oldestDueAt: null | string; mostOften: null | string; })[] };
  /** Show whom something did not reach, and why. */
  'message.undelivered': { input: { notice: number; limit?: number; }; result: { notice: { notice: number; kind: string; incident: null | string; update: null | number; subject: string; exercise: boolean; createdAt: string; recipients: number; queued: number; sending: number; handedOver: number; delivered: number; failed: number; stopped: number; doubts: number; oldestDueAt: null | string; mostOften: null | string; }; messages: readonly ({ message: number; channel: 'email' | 'sms' | 'teams' | 'webhook'; recipientKind: 'practice' | 'staff' | 'subscriber'; practiceId: null | string; address: null | string; state: 'delivered' | 'failed' | 'handed over' | 'queued' | 'sending' | 'stopped'; attempts: number; doubts: number; via: null | string; reason: null | string; dueAt: string; })[]; } };
  /** Send again what failed. */
  'message.retry': { input: { notice: number; message?: number; }; result: { notice: number; kind: string; incident: null | string; update: null | number; subject: string; exercise: boolean; createdAt: string; recipients: number; queued: number; sending: number; handedOver: number; delivered: number; failed: number; stopped: number; doubts: number; oldestDueAt: null | string; mostOften: null | string; } };
  /** Do not send what still waits of something. */
  'message.stop': { input: { notice: number; reason: string; }; result: { notice: number; kind: string; incident: null | string; update: null | number; subject: string; exercise: boolean; createdAt: string; recipients: number; queued: number; sending: number; handedOver: number; delivered: number; failed: number; stopped: number; doubts: number; oldestDueAt: null | string; mostOften: null | string; } };
  /** Take what GOV.UK Notify reports about a message; its callbacks post here. */
  'message.receipt': { input: { id: string; reference: string | null; to: string; status: 'created' | 'sending' | 'pending' | 'sent' | 'delivered' | 'permanent-failure' | 'temporary-failure' | 'technical-failure'; notification_type?: 'email' | 'sms' | 'letter'; }; result: Schemas['ReceiptTaken'] };
  /** Take a delivery report that came back by mail. */
  'message.bounce': { input: { report: string; }; result: Schemas['ReceiptTaken'] };
  /** Draft an update, or a correction of one, with its figures as claims. */
  'update.draft': { input: { incident: string; title: string; body: string; nextUpdateDue?: string | unknown; kind?: 'update' | 'correction'; corrects?: number; }; result: Schemas['Update'] };
  /** Draft the correction of an update from its sentences that stopped being true. */
  'update.correct': { input: { incident: string; number: number; }; result: Schemas['Update'] };
  /** Change an update that is not published; it must be submitted and approved again. */
  'update.edit': { input: { incident: string; number: number; title?: string; body?: string; nextUpdateDue?: string | unknown; version?: number; }; result: Schemas['Update'] };
  /** Show how a body would read now, and which of its claims would be refused. */
  'update.preview': { input: { incident: string; body: string; nextUpdateDue?: string | unknown; }; result: Schemas['Preview'] };
  /** Submit a draft for approval, after checking its text. */
  'update.submit': { input: { incident: string; number: number; onWarning?: 'refuse' | 'accept'; reason?: string; }; result: Schemas['Update'] };
  /** Approve an update that somebody else wrote, freezing its figures as of now. */
  'update.approve': { input: { incident: string; number: number; version?: number; override?: string; }; result: Schemas['Update'] };
  /** Publish an approved update, if its figures still hold; it never changes afterwards. */
  'update.publish': { input: { incident: string; number: number; version?: number; }; result: Schemas['Update'] };
  /** List the updates of an incident, newest first. */
  'update.list': { input: { incident: string; }; result: readonly (Schemas['Update'])[] };
  /** Show one update with its claims and whether they still hold. */
  'update.show': { input: { incident: string; number: number; }; result: { id: number; incidentId: number; number: number; kind: 'correction' | 'update'; corrects: null | number; title: string; body: string; nextUpdateDueAt: null | string; status: 'approved' | 'draft' | 'published' | 'submitted'; authors: readonly (string)[]; authorPeople: readonly (string)[]; createdAt: string; submittedAt: null | string; approvedBy: null | string; approvedAt: null | string; overrideReason: null | string; publishedBy: null | string; publishedAt: null | string; version: number; claims: readonly (Schemas['StoredClaim'])[]; text: string; } };
  /** Show an update as it was in one of the versions that were saved. */
  'update.version': { input: { incident: string; number: number; version: number; }; result: Schemas['UpdateVersion'] };
  /** Find what a reader would stumble over in a text, or should never see. */
  'update.check': { input: { incident: string; title?: string; body: string; nextUpdateDue?: string | unknown; }; result: readonly (Schemas['Finding'])[] };
  /** Count who is told when an update of this incident is published. */
  'update.audience': { input: { incident: string; }; result: Schemas['Audience'] };
  /** Draft an update from a template and submit it, such as a holding statement. */
  'update.from-template': { input: { incident: string; template?: string; submit?: boolean; }; result: Schemas['Update'] };
  /** List the texts that an update can begin with. */
  'template.list': { input: Record<string, never>; result: readonly (Schemas['ListedTemplate'])[] };
  /** Add a text that an update can begin with, or change one. */
  'template.set': { input: { key: string; name: string; title: string; body: string; nextUpdateMinutes: number; }; result: Schemas['UpdateTemplate'] };
  /** Remove a changed text; one that came with the program is then as it came. */
  'template.reset': { input: { key: string; }; result: { key: string; } };
  /** List the claims that an update can make. */
  'claim.list': { input: Record<string, never>; result: readonly ({ key: string; summary: string; sentence: string; example: string; holdsWhile: string; parameters: readonly (string)[]; })[] };
  /** Evaluate one claim now, with its evidence. */
  'claim.evaluate': { input: { incident: string; token: string; }; result: Schemas['Preview'] };
  /** List published sentences that stopped being true and wait for the communications lead. */
  'alerts.list': { input: { incident?: string; all?: boolean; }; result: readonly (Schemas['CommsAlert'])[] };
  /** Say that you deal with an alert. */
  'alerts.acknowledge': { input: { alert: number; }; result: { alert: number; } };
  /** Propose advice for practices; a clinical safety lead approves it. */
  'advice.propose': { input: { incident: string; kind: 'do' | 'dont' | 'information'; audience?: 'practices' | 'patients'; text: string; }; result: Schemas['Advice'] };
  /** Approve advice that somebody else proposed, until it ends, which shows it on the page. */
  'advice.approve': { input: { incident: string; number: number; expiresAt?: string | unknown; }; result: Schemas['Advice'] };
  /** Approve advice once more, with a new end. */
  'advice.renew': { input: { incident: string; number: number; expiresAt?: string | unknown; }; result: Schemas['Advice'] };
  /** Take advice off the page. */
  'advice.withdraw': { input: { incident: string; number: number; }; result: Schemas['Advice'] };
  /** List the advice of an incident, approved or not. */
  'advice.list': { input: { incident: string; }; result: readonly (Schemas['Advice'])[] };
  /** Count who is told of updates, by channel, state and choice. */
  'subscription.count': { input: Record<string, never>; result: Schemas['SubscriberCounts'] };
  /** List subscribers with their addresses; who looked is audited. */
  'subscription.list': { input: { state?: 'active' | 'failing' | 'stopped'; channel?: 'email' | 'sms' | 'webhook' | 'teams'; text?: string; limit?: number; }; result: readonly (Schemas['ListedSubscription'])[] };
  /** List addresses to which messages fail, with the reason. */
  'subscription.failing': { input: Record<string, never>; result: { subscribers: readonly (Schemas['Subscription'])[]; contacts: readonly (Schemas['ContactAddress'])[]; } };
  /** Give every subscriber as a CSV file; who did is audited. */
  'subscription.export': { input: Record<string, never>; result: { csv: string; rows: number; } };
  /** Add the addresses of a list, or show what that would do. */
  'subscription.import': { input: { csv: string; basis: string; dryRun?: boolean; }; result: Schemas['ListReport'] };
  /** Delete the address of a subscriber at their request. */
  'subscription.erase': { input: { subscription?: string; channel?: 'email' | 'sms' | 'webhook' | 'teams'; address?: string; reason: string; }; result: Schemas['Erased'] };
  /** Send nothing more to an address to which messages fail for good. */
  'subscription.stop-failing': { input: { recipientId: string; reason: string; }; result: Schemas['AddressChange'] };
  /** Send to a failing address again, once it is mended. */
  'subscription.resume': { input: { recipientId: string; reason: string; }; result: Schemas['AddressChange'] };
  /** Delete addresses and requests that are kept no longer. */
  'subscription.tidy': { input: Record<string, never>; result: Schemas['Tidied'] };
  /** List how practices and staff are reached; who looked is audited. */
  'contact.addresses': { input: { practice?: string; }; result: readonly (Schemas['ContactAddress'])[] };
  /** Add the addresses of practices and staff from a list, or show what that would do. */
  'contact.import': { input: { csv: string; dryRun?: boolean; }; result: Schemas['ContactReport'] };
  /** Put an address of a practice, or of somebody of the staff, on record. */
  'contact.add-address': { input: { practice?: string; name?: string; channel: 'email' | 'sms' | 'webhook' | 'teams'; address: string; }; result: { practice: null | string; channel: string; } };
  /** Take an address of a practice, or of somebody of the staff, off the record. */
  'contact.remove-address': { input: { contact: string; reason: string; }; result: { practice: null | string; channel: string; } };
  /** Write to chosen sites directly, noting who was told what. */
  'contact.message': { input: { incident: string; sites?: readonly (string)[]; cannotMove?: boolean; channels?: readonly ('email' | 'sms' | 'webhook' | 'teams')[]; subject: string; text: string; dryRun?: boolean; }; result: Schemas['DirectMessage'] };
  /** Note that a site of a direct message was told by telephone, or what it answered. */
  'contact.follow-up': { input: { incident: string; message: number; site: string; channel: string; answered?: boolean; summary: string; by?: string; at?: string | unknown; }; result: Schemas['ToldSite'] };
  /** List the direct messages of an incident: which sites were told what, and whether they answered. */
  'contact.messages': { input: { incident: string; }; result: readonly (Schemas['DirectMessage'])[] };
  /** Commission the review of an incident from somebody who had no part in it. */
  'review.commission': { input: { incident: string; independentReviewer: string; reviewerOrganisation: string; reviewerAddress?: string; reportsTo?: readonly (string)[]; dueBy: string | string | unknown; termsOfReference: string; }; result: Schemas['Review'] };
  /** Appoint another independent reviewer, with the reason. */
  'review.appoint': { input: { incident: string; independentReviewer: string; reviewerOrganisation: string; reviewerAddress?: string; reportsTo?: readonly (string)[]; reason: string; }; result: Schemas['Review'] };
  /** Declare your interests as the independent reviewer. */
  'review.declare-interests': { input: { incident: string; interests: string; reportsTo?: readonly (string)[]; }; result: { declared: boolean; ties: readonly (string)[]; } };
  /** Take a review to its next step; steps are not skipped. */
  'review.advance': { input: { incident: string; to: 'not commissioned' | 'commissioned' | 'evidence' | 'analysis' | 'accuracy check' | 'independent review' | 'accepted' | 'published' | 'actions' | 'effectiveness checked' | 'closed'; note: string; }; result: Schemas['Review'] };
  /** Comment as the independent reviewer; nobody can change a comment. */
  'review.comment': { input: { incident: string; about: string; text: string; confidential?: boolean; }; result: { number: number; } };
  /** Answer one of the reviewer's comments. */
  'review.answer': { input: { incident: string; comment: number; disposition: 'accepted' | 'accepted in part' | 'not accepted'; text: string; }; result: { comment: number; } };
  /** Give your statement as the independent reviewer. */
  'review.reviewer-statement': { input: { incident: string; text: string; }; result: { given: boolean; } };
  /** Accept a review, from outside the response. */
  'review.accept': { input: { incident: string; organisation: string; note: string; }; result: Schemas['Review'] };
  /** Gather evidence from the record and freeze what is new. */
  'review.gather': { input: { incident: string; }; result: { added: number; total: number; } };
  /** Keep what a person says, with their consent. */
  'review.statement': { input: { incident: string; kind?: 'statement' | 'went well' | 'went badly' | 'where we got lucky'; saidBy: string; text: string; consent: true; public?: boolean; }; result: { added: number; } };
  /** Record a contributing factor, or rewrite one. */
  'review.factor': { input: { incident: string; key: string; title: string; statement: string; element: 'people' | 'tasks' | 'tools and technology' | 'internal environment' | 'organisation' | 'external environment'; grade: 'hypothesis' | 'supported' | 'confirmed' | 'ruled out'; evidenceFor?: readonly (string)[]; evidenceAgainst?: readonly (string)[]; settledBy?: string; }; result: { key: string; version: number; } };
  /** Keep a rival explanation beside a factor. */
  'review.rival': { input: { incident: string; factor: string; statement: string; settledBy: string; }; result: { factor: string; rivals: number; } };
  /** Write a part of the report. */
  'review.section': { input: { incident: string; section: 'summary' | 'what-happened' | 'went-well' | 'lucky' | 'went-badly' | 'unknown'; text: string; }; result: { section: string; version: number; } };
  /** Choose the parts of the report and their order. */
  'review.sections': { input: { incident: string; sections: readonly ('summary' | 'what-happened' | 'timeline' | 'impact' | 'factors' | 'went-well' | 'lucky' | 'went-badly' | 'response' | 'recovery' | 'unknown' | 'actions' | 'reviewer' | 'accuracy' | 'method')[]; }; result: { sections: readonly (string)[]; } };
  /** Leave something out of what is published, with a reason that shows. */
  'review.redact': { input: { incident: string; what: 'phrase' | 'evidence' | 'comment'; target: string; reason: string; }; result: { number: number; } };
  /** Record what the incident cost in staff hours, and harm. */
  'review.consequences': { input: { incident: string; staffHours?: number; staffHoursSource?: string; harm?: string; }; result: { recorded: boolean; } };
  /** Publish an accepted review, as a page and as a document. */
  'review.publish': { input: { incident: string; note?: string; }; result: { version: number; } };
  /** Publish a correction as the next version, with what changed. */
  'review.correct': { input: { incident: string; changes: readonly (string)[]; }; result: { version: number; } };
  /** Record that the higher-severity service incident report was sent. */
  'review.service-report-sent': { input: { incident: string; to: string; on?: string; }; result: { sent: string; } };
  /** Ask every affected practice to check the facts about itself; shows each link once. */
  'review.accuracy-open': { input: { incident: string; closesOn?: string; }; result: { closesAt: string; links: readonly (Schemas['AccuracyLink'])[]; } };
  /** Make a new link for a practice that lost its own. */
  'review.accuracy-renew': { input: { incident: string; practice: string; }; result: { links: readonly (Schemas['AccuracyLink'])[]; } };
  /** Record what a practice answers by telephone. */
  'review.accuracy-answer': { input: { incident: string; practice: string; verdict: 'agree' | 'correct'; corrections?: string; saidBy: string; }; result: { practice: string; verdict: 'agree' | 'correct'; } };
  /** Deal with a correction that a practice asked for. */
  'review.accuracy-settle': { input: { incident: string; practice: string; outcome: 'accepted' | 'accepted in part' | 'not accepted'; text: string; }; result: { practice: string; } };
  /** Show the review of an incident, and what its next step still needs. */
  'review.show': { input: { incident: string; }; result: null | Schemas['ReviewView'] };
  /** List the evidence of a review. */
  'review.evidence': { input: { incident: string; kinds?: readonly (string)[]; }; result: readonly (Schemas['EvidenceItem'])[] };
  /** Show the report as it would go out now. */
  'review.preview': { input: { incident: string; }; result: { report: Schemas['Report']; refusals: readonly (string)[]; } };
  /** Show the one-page summary for a board. */
  'review.board-summary': { input: { incident: string; }; result: Schemas['Report'] };
  /** Show the higher-severity service incident report and when it is due. */
  'review.service-report': { input: { incident: string; }; result: { due: null | string; overdue: boolean; sent: null | { to: string; on: string; }; report: Schemas['Report']; } };
  /** Work out every hash of a review anew and name what was changed past the program. */
  'review.verify': { input: { incident: string; }; result: { intact: boolean; entries: number; brokenEntries: readonly (number)[]; alteredEvidence: readonly (number)[]; } };
  /** Propose an action with its owner, due date and measure. */
  'action.propose': { input: { incident: string; statement: string; publicWording?: string; factors: readonly (string)[]; type: 'detect' | 'prevent' | 'correct' | 'prepare'; strength: 'design change' | 'automation' | 'training' | 'reminder'; owner: string; ownerOrganisation: string; dueOn: string; checkOn: string; howShown: string; baseline?: string; metric?: { metric: 'calls.linkedPerDeskDay' | 'calls.deskHoursSinceLast' | 'sites.flapping' | 'sites.downNow' | 'outages.perDay' | 'availability.percent' | 'concentrator.peakUtilisation' | 'concentrator.siteCount'; parameters?: Record<string, unknown>; comparator: 'below' | 'at most' | 'above' | 'at least' | 'falls by at least'; target: number; windowHours?: number; baselineFrom?: string | unknown; baselineTo?: string | unknown; }; claim?: string; }; result: { number: number; } };
  /** Accept a proposed action. */
  'action.accept': { input: { incident: string; number: number; note?: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Reject an action, with the reason. */
  'action.reject': { input: { incident: string; number: number; reason: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Say that work on an action has begun, or begins again. */
  'action.start': { input: { incident: string; number: number; note: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Move the dates of an action, with the reason; the original due date stays. */
  'action.replan': { input: { incident: string; number: number; dueOn: string; checkOn: string; reason: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Say that an action is done; its check follows. */
  'action.done': { input: { incident: string; number: number; evidence: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Judge whether an action works that no figure measures. */
  'action.judge': { input: { incident: string; number: number; works?: boolean; evidence: string; }; result: { number: number; status: 'accepted' | 'done' | 'in progress' | 'not effective' | 'proposed' | 'rejected' | 'shown to work'; } };
  /** Measure the actions whose check date has come, and remind of those that are due. */
  'action.check': { input: Record<string, never>; result: { checked: number; reminded: number; } };
  /** List every action of every review. */
  'action.list': { input: Record<string, never>; result: readonly (Schemas['TrackedAction'])[] };
  /** Give every action as CSV. */
  'action.export': { input: Record<string, never>; result: { csv: string; } };
  /** List actions of earlier incidents about the same components that are not shown to work. */
  'action.still-open': { input: { components: readonly ({ key: string; value: string; })[]; }; result: readonly (Schemas['StillOpen'])[] };
  /** Add a supplier's own status feed, to be shown beside ours as theirs. */
  'supplier.add': { input: { key: string; name: string; format: 'statuspage' | 'rss' | 'atom'; url: string; pollMinutes?: number; }; result: Schemas['SupplierFeed'] };
  /** Stop asking a supplier's feed for now. */
  'supplier.pause': { input: { feed: string; }; result: Schemas['SupplierFeed'] };
  /** Ask a paused supplier's feed again. */
  'supplier.resume': { input: { feed: string; }; result: Schemas['SupplierFeed'] };
  /** Remove a supplier's feed and take the supplier off the page. */
  'supplier.remove': { input: { feed: string; }; result: { removed: string; } };
  /** List suppliers' feeds, when each was last read, and what went wrong since. */
  'supplier.list': { input: Record<string, never>; result: readonly (Schemas['SupplierFeed'])[] };
  /** Show every setting as it stands. */
  'settings.list': { input: Record<string, never>; result: readonly (Schemas['SettingView'])[] };
  /** Show who changed which setting, when, before and after. */
  'settings.history': { input: { key?: string; limit?: number; }; result: readonly ({ key: string; version: number; before: unknown; after: unknown; changedBy: string; changedAt: string; note: null | string; })[] };
  /** Set a setting to what comes with the program. */
  'settings.reset': { input: { key: string; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Set the name of the organisation, the header, and how problems are reported. */
  'settings.organisation': { input: { organisation?: string; serviceName?: string; reportPhone?: string; reportEmail?: string; reportUrl?: string; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Set when the service desk is open. */
  'settings.service-hours': { input: { monday?: string; tuesday?: string; wednesday?: string; thursday?: string; friday?: string; saturday?: string; sunday?: string; closedOnBankHolidays?: boolean; feedStaleMinutes?: number; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Add bank holidays, or say which are ordinary days here. */
  'settings.bank-holidays': { input: { added?: readonly (string)[]; worked?: readonly (string)[]; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Set which priority follows from impact and urgency. */
  'settings.severity': { input: { nhs: readonly (string)[]; servicenow: readonly (string)[]; standardScheme?: 'nhs' | 'servicenow'; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Set how many "a few", "almost all" and "far fewer" are. */
  'settings.words': { input: { aFewAtMost: number; aboutHalfFrom: number; aboutHalfTo: number; almostAllFrom: number; farFewerTimes: number; fewerBy: number; leastForChange: number; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Say what a file of the estate, of readings or of calls would change, and keep it for an hour. */
  'upload.preview': { input: { kind: 'estate' | 'readings' | 'calls'; fileName: string; content: string; icb?: string; subIcb?: string; source?: string; onFault?: 'refuse' | 'skip'; }; result: Schemas['Upload'] };
  /** Show what a file that waits would change. */
  'upload.show': { input: { id: string; }; result: Schemas['Upload'] };
  /** Import a file exactly as it was previewed. */
  'upload.apply': { input: { id: string; }; result: Schemas['Upload'] };
  /** Forget a file that waits to be confirmed. */
  'upload.drop': { input: { id: string; }; result: { id: string; } };
  /** Set how long readings, words of callers, addresses in messages, the audit trail, sign-ins, drafts and handled facts are kept. */
  'settings.retention': { input: { readingsDays?: number; callsDays?: number; messagesDays?: number; auditDays?: number; sessionsDays?: number; draftsDays?: number; factsDays?: number; note?: string; version?: number; }; result: Schemas['SettingView'] };
  /** Say what would be removed now because its time is over, and what is held back. */
  'retention.preview': { input: Record<string, never>; result: readonly (Schemas['RetentionLine'])[] };
  /** Remove what is older than its period, but for what is held back. */
  'retention.run': { input: Record<string, never>; result: readonly (Schemas['RetentionLine'])[] };
  /** Invite a person to the console by a one-time link, which is shown once. */
  'staff.invite': { input: { name: string; email: string; roles: readonly ('viewer' | 'desk' | 'engineer' | 'communications author' | 'approver' | 'incident lead' | 'clinical safety lead' | 'reviewer' | 'administrator' | 'intake')[]; }; result: Schemas['OneTimeLink'] };
  /** List who may sign in, with their roles. */
  'staff.list': { input: Record<string, never>; result: readonly (Schemas['Staff'])[] };
  /** Change what a person may do, from their next request on. */
  'staff.roles': { input: { email: string; roles: readonly ('viewer' | 'desk' | 'engineer' | 'communications author' | 'approver' | 'incident lead' | 'clinical safety lead' | 'reviewer' | 'administrator' | 'intake')[]; }; result: { roles: readonly (string)[]; } };
  /** Make a one-time link with which a person chooses a new password and a new authenticator app. */
  'staff.new-password': { input: { email: string; }; result: Schemas['OneTimeLink'] };
  /** Sign a person out everywhere. */
  'staff.end-sessions': { input: { email: string; }; result: { endedSessions: number; } };
  /** End the access of a person; what they did stays. */
  'staff.disable': { input: { email: string; }; result: { endedSessions: number; } };
  /** Give a person their access back. */
  'staff.enable': { input: { email: string; }; result: { email: string; } };
  /** Check that nothing in the audit trail was changed, taken out or put in. */
  'audit.verify': { input: { position?: number; sha256?: string; }; result: Schemas['VerifiedChain'] };
  /** Search the audit trail, newest first. */
  'audit.list': { input: { text?: string; actor?: string; verb?: string; subject?: string; from?: string; to?: string; before?: number; limit?: number; }; result: readonly ({ id: number; at: string; actorKind: 'person' | 'system' | 'token'; actorName: string; verb: string; subject: string; data: Record<string, unknown>; position: null | number; sha256: null | string; })[] };
}
