export { type AttributesOfSites, attributeSpells, attributesAt, siteAttributesAt } from './attributes.ts';
export { findConcentrator, listConcentrators } from './concentrators.ts';
export { auditContactView } from './contact-view.ts';
export { displayName } from './core/display-name.ts';
export { importEstate } from './import-estate.ts';
export type {
  AttributeSpell,
  Concentrator,
  EstateFileKind,
  ImportFilter,
  ImportReport,
  Practice,
  PracticeStatus,
  PreviewEntry,
  Site,
} from './model.ts';
export { estateFileKinds, isAttributeKey } from './model.ts';
export { findPractice, listPractices } from './practices.ts';
export { setSiteAttribute } from './set-site-attribute.ts';
export { findSite, listSites } from './sites.ts';
export type {
  AddressEntry,
  AddressReport,
  StatedAddress,
  TakeAddresses,
} from './stated-addresses.ts';
export { estateVerbs, estateVerbsWith } from './verbs.ts';
