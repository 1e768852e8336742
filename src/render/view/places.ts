/** What `ip -all netns exec` writes before the output of each namespace. */
export const NETNS_LINE = /^netns: (.*)$/m;
