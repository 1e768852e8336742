import type { Finding, Form } from './form';
import { within } from './world';
import type { Probe } from './world';

/** Three requests, and longer than the three seconds that the kernel asks for a neighbour. */
const PING = ['ping', '-n', '-c', '3', '-W', '2'];

const PREFIX = /^SKB_DROP_REASON_/;

/** Whether a ping's failure is one of that name, or has those words. */
function isBecause({ text, drops = [] }: Probe, reason: string): boolean {
  const name = reason.replace(PREFIX, '');
  const words = reason.toLowerCase();
  return drops.some((drop) => drop.reason === name || drop.words.toLowerCase().includes(words)) || text.toLowerCase().includes(words);
}

/** Lines in which ping complains, or says what it heard from routers. */
const TELLING = /^ping: .+|.*unreachable$|.*exceeded$|.*prohibited$/gim;

function outcome({ text, status, drops }: Probe): string {
  if (status === 0) return 'an answer';
  const dropped = [...new Set(drops?.map(({ reason, words }) => (reason === 'NOT_SPECIFIED' ? words : `${reason} (${words})`)))];
  const told = [...new Set(text.match(TELLING)?.map((line) => line.replace(/^From \S+ (\S+ )?icmp_seq=\d+ /, '')))];
  return ['no answer', ...(told.length > 0 ? [told[0]!] : []), ...(dropped.length > 0 ? [`dropped: ${dropped.join(', ')}`] : [])].join('; ');
}

const ping: Form = {
  syntax: 'ping [PINGER ->] ADDRESS succeeds|fails [because REASON]',
  judge: async (place, slot, has): Promise<Finding> => {
    const [from, reason] = [slot('PINGER'), slot('REASON')];
    const probe = await place.world.probe(place.host, within(place, [...PING, ...(from === undefined ? [] : ['-I', from]), slot('ADDRESS')!]));
    const asWished = (probe.status === 0) === has('succeeds');
    const known = reason === undefined || isBecause(probe, reason);
    const mute = asWished && !known && probe.drops === undefined ? '; the real kernel does not tell what it drops' : '';
    return {
      holds: asWished && known,
      expected: `${has('succeeds') ? 'an answer' : 'no answer'}${reason === undefined ? '' : ` because ${reason}`}`,
      found: outcome(probe) + mute,
    };
  },
};

const sysctl: Form = {
  syntax: 'sysctl SYSCTL is VALUE',
  judge: async (place, slot) => {
    const [name, wanted] = [slot('SYSCTL')!, slot('VALUE')!];
    try {
      const found = (await place.world.query(place.host, within(place, ['sysctl', '-n', name]))).trim().split(/\s+/).join(' ');
      return { holds: found === wanted, expected: `${name} = ${wanted}`, found: `${name} = ${found}` };
    } catch {
      return { holds: false, missing: true, expected: `${name} = ${wanted}`, found: `no setting ${name}` };
    }
  },
};

/** What a line can say of packets and settings. */
export const TRAFFIC: readonly Form[] = [ping, sysctl];
