/** `ip netconf help`. */
export const netconfUsage = `Usage: ip netconf show [ dev STRING ]
`;
