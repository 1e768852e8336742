/** A pattern whose match Linux doesn't repeat. */
interface Chance {
  /** Only in what commands of this form print. */
  readonly command?: RegExp;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Times measured and told, ids, pids, in order. Whole seconds of a ping's total time stay: `time 2047ms` is `time 2s and ms`. */
const CHANCES: readonly Chance[] = [
  { pattern: /\btime=[\d.]+ ms/g, replacement: 'time=T ms' },
  { pattern: /\btime (?:(\d+)(?=\d{3}ms))?\d{1,3}ms$/gm, replacement: 'time $1s and ms' },
  { pattern: /^(rtt min\/avg\/max\/mdev = )[\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms/gm, replacement: '$1T/T/T/T ms' },
  { pattern: /(, ipg\/ewma )[\d.]+\/[\d.]+ ms$/gm, replacement: '$1T/T ms' },
  { command: /\bping\b.* -\w*D/, pattern: /^\[\d+\.\d{6}\] /gm, replacement: '[CLOCK] ' },
  { pattern: /^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} /gm, replacement: 'CLOCK ' },
  { pattern: /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\] /gm, replacement: '[CLOCK] ' },
  { pattern: /^Timestamp: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \d{1,6} usec$/gm, replacement: 'Timestamp: CLOCK' },
  { pattern: /(ICMP6?, echo (?:request|reply), id|ICMP echo (?:request|reply), id) \d+/g, replacement: '$1 ID' },
  { pattern: /^(\[\d+\]) \d+$/gm, replacement: '$1 PID' },
  { pattern: /(\bkill: \()\d+(?=\) - )/g, replacement: '$1PID' },
  { command: /\bip(?: -\S+)* netns pids\b/, pattern: /^\d+$/gm, replacement: 'PID' },
  { pattern: /\b\d+\.\d{3}( ?)ms/g, replacement: 'T$1ms' },
  { pattern: /^(Ethernet Channel Bonding Driver: v6\.1)\.\d+$/gm, replacement: '$1' },
  // Ports that the kernel chooses, 32768 to 60999.
  { command: /\b(?:ss|nc|socat)\b/, pattern: /(?<=[:. ])(?:3[2-9]|[45]\d|60)\d{3}\b/g, replacement: 'EPHEM' },
  // Drawn anew by the kernel every 300 seconds.
  { command: /\bip(?: -\S+)* nt(?:able|bl)\b/, pattern: /\breachable(": ?| )\d+(?=,\s*"base_reachable"| base_reachable)/g, replacement: 'reachable$1T' },
  // A timer that runs; one that doesn't is 0.00.
  { pattern: /\b((?:hello|tcn|topology_change|gc|hold|message_age|forward_delay)_timer) (?! +0\.00)(?= *\d+\.\d\d\b)[ \d.]{7}/g, replacement: '$1 T' },
  { pattern: /("(?:hello|tcn|topology_change|gc|hold|message_age|forward_delay)_timer":)(?!0\.0+\b|0\b)\d+(?:\.\d+)?/g, replacement: '$1"T"' },
];

/** Takes out of an output what Linux doesn't repeat, addresses apart. @param command the line that printed it */
export function withoutChance(text: string, command: string): string {
  let result = text;
  for (const { command: form, pattern, replacement } of CHANCES) {
    if (!form || form.test(command)) result = result.replace(pattern, replacement);
  }
  return result;
}
