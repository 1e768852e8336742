import type { Lab } from '../lab';

/** What there is without a lab file: one host. */
export const LONELY: Lab = { name: 'vm', settle: 0, hosts: [{ name: 'vm', hostname: 'vm', user: 'root', sysctls: [], exec: [] }], links: [] };
