import { attributionVerbs } from '#attribution';
import { connectorVerbs } from '#connectors';
import { detectionVerbs } from '#detection';
import { estateVerbsWith } from '#estate';
import { incidentVerbs } from '#incidents';
import { messageVerbs } from '#messages';
import { planningVerbs } from '#planning';
import { auditVerbs, staffVerbs } from '#platform/auth';
import type { Verb } from '#platform/verbs';
import { publishingVerbs, takeEstateAddresses } from '#publishing';
import { recoveryVerbs } from '#recovery';
import { reviewVerbs } from '#review';
import { servicedeskVerbs } from '#servicedesk';
import { settingsVerbs } from '#settings';
import { telemetryVerbs } from '#telemetry';

/** Every verb of the product, by domain from left to right. */
export const allVerbs: readonly Verb[] = [
  ...estateVerbsWith(takeEstateAddresses),
  ...telemetryVerbs,
  ...servicedeskVerbs,
  ...detectionVerbs,
  ...attributionVerbs,
  ...incidentVerbs,
  ...planningVerbs,
  ...recoveryVerbs,
  ...messageVerbs,
  ...publishingVerbs,
  ...reviewVerbs,
  ...connectorVerbs,
  ...settingsVerbs,
  ...staffVerbs,
  ...auditVerbs,
];
