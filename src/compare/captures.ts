/** Frames that a host sends at a random time after an interface or an address came up (RFC 4861 6.3.7, RFC 3810 9.14). */
const AT_RANDOM = /^CLOCK IP6 .*ICMP6, (?:router solicitation|multicast listener report).*\n(?:[ \t].*\n)*/gm;

const CAPTURED = /^(\d+)(?= packets? captured$)/m;
const RECEIVED = /^(\d+)(?= packets? received by filter$)/m;

/**
 * Takes out of what tcpdump printed the frames that come at random times, and their number out of its counts. How many more
 * the filter had let through when tcpdump stopped to read is chance too.
 */
export function withoutRandomFrames(stdout: string, stderr: string): { readonly stdout: string; readonly stderr: string } {
  const frames = stdout.match(AT_RANDOM)?.length ?? 0;
  const captured = Number(CAPTURED.exec(stderr)?.[1] ?? 0);
  const counts = stderr.replace(CAPTURED, String(captured - frames)).replace(RECEIVED, received => String((Number(received) < captured ? Number(received) : captured) - frames));
  return { stdout: stdout.replace(AT_RANDOM, ''), stderr: counts };
}
