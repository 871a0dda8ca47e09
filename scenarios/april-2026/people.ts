import type { Person } from '../support/script.ts';

// Everybody is invented.
export const lead: Person = { name: 'Maren Tolley', roles: ['incident lead'] };
export const engineer: Person = { name: 'Idris Okell', roles: ['engineer'] };
export const deskLead: Person = { name: 'Leila Barrow', roles: ['desk'] };
export const author: Person = { name: 'Petra Lind', roles: ['communications author'] };
export const approver: Person = { name: 'Samuel Ashdown', roles: ['approver'] };
export const safetyLead: Person = { name: 'Dr Nadia Colby', roles: ['clinical safety lead'] };
export const supplier: Person = { name: 'Owen Hartley', roles: ['engineer'] };
/** Holds no role in the incident. */
export const reviewer = { name: 'Professor Edith Marlow', organisation: 'Northmoor Institute' };
