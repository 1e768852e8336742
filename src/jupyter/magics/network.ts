import { seedFrom } from '../../lab';
import { changeSetting } from './config';
import { MagicError, answer } from './magic';
import type { Magic } from './magic';
import type { Workbench } from '../workbench';

export const lab: Magic = {
  usage: '%lab [NAME|FILE]',
  summary: 'starts over in the network that a lab file describes; without NAME it says which one this is',
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, workbench.settings.lab ?? 'none: one host, vm');
    await workbench.openLab(argument);
  },
};

export const host: Magic = {
  usage: '%host [NAME]',
  summary: "gives the commands that follow to that host's shell; without NAME it lists the hosts",
  details: ['Each host has a shell of its own, with its own variables, directory, jobs and namespace.'],
  run: async (workbench, argument, output) => {
    if (argument === '') {
      const { hosts, current } = await workbench.hosts();
      return answer(output, hosts.map((name) => `${name === current ? '*' : ' '} ${name}`).join('\n'));
    }
    await knownHost(workbench, argument);
    await workbench.enter(argument);
  },
};

/** The hosts, if `name` is one of them. @throws {MagicError} */
export async function knownHost(workbench: Workbench, name: string): ReturnType<Workbench['hosts']> {
  const known = await workbench.hosts();
  if (!known.hosts.includes(name)) throw new MagicError(`there is no host ${JSON.stringify(name)}: it is one of ${known.hosts.join(', ')}`);
  return known;
}

export const netns: Magic = {
  usage: '%netns [NAME]',
  summary: "runs the commands that follow inside that namespace, %netns - outside again; without NAME it lists the host's namespaces",
  details: [
    'It is as if `ip netns exec NAME bash` had been called: programs, redirections to /proc/sys/net and tables belong to the namespace,',
    "whereas the shell's variables and directory stay. What runs in the background stays where it was started. The namespace lives on",
    'while the shell is in it, though its name may be deleted.',
  ],
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, listed(await workbench.namespaces()));
    if (argument !== '-') await knownNetns(workbench, argument);
    await workbench.enterNetns(argument === '-' ? undefined : argument);
  },
};

function listed({ namespaces, current }: Awaited<ReturnType<Workbench['namespaces']>>): string {
  const line = (here: boolean, name: string): string => `${here ? '*' : ' '} ${name}`;
  const gone = current === undefined || namespaces.includes(current) ? [] : [`* ${current} (deleted)`];
  return [line(current === undefined, "- (the host's own)"), ...namespaces.map((name) => line(name === current, name)), ...gone].join('\n');
}

/** The namespace in which the shell is, if there is one called `name`. @throws {MagicError} */
export async function knownNetns(workbench: Workbench, name: string): Promise<string | undefined> {
  const { namespaces, current } = await workbench.namespaces();
  if (namespaces.includes(name)) return current;
  throw new MagicError(`there is no namespace ${JSON.stringify(name)}: ${namespaces.length === 0 ? `make it with \`ip netns add ${name}\`` : `it is one of ${namespaces.join(', ')}, or - for the host's own`}`);
}

const KINDS = ['simulated', 'real'] as const;

export const backend: Magic = {
  usage: '%backend [simulated|real]',
  summary: "starts over on the simulated network, or on this machine's kernel in namespaces; without a word it says which one this is",
  words: KINDS,
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, workbench.kind);
    const kind = KINDS.find((one) => one === argument);
    if (!kind) throw new MagicError(`there is no backend ${JSON.stringify(argument)}: it is ${KINDS.join(' or ')}`);
    return kind === workbench.kind ? undefined : kind;
  },
};

export const reset: Magic = {
  usage: '%reset',
  summary: 'starts the network over, as the lab file has it',
  run: async (workbench, argument) => {
    if (argument !== '') throw new MagicError('%reset takes no argument');
    await workbench.startOver(workbench.settings);
  },
};

export const limit: Magic = {
  usage: '%limit [N]',
  summary: 'interrupts a command without end after N seconds of lab time, 0 for never; without N it says the limit',
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, String(workbench.config.limit));
    await changeSetting(workbench, 'limit', argument, '%limit N');
  },
};

/** @throws {MagicError} */
function known({ settings: { student } }: Workbench): string {
  if (!student) throw new MagicError('%seed from NAME: whose? Where Jupyter starts with VETHLAB_STUDENT or JUPYTERHUB_USER, the name can be left out');
  return student;
}

export const seed: Magic = {
  usage: '%seed [N|from [NAME]]',
  summary: "starts the network over with other random numbers (MAC addresses, ids, delays), from a name too, such as the student's; without N it says the seed",
  words: ['from'],
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, String(workbench.settings.seed ?? "the lab's own"));
    const from = /^from(?:\s+(\S.*))?$/.exec(argument);
    if (from) await workbench.startOver({ ...workbench.settings, seed: seedFrom(from[1] ?? known(workbench)) });
    else await changeSetting(workbench, 'seed', argument, '%seed N');
  },
};

export const why: Magic = {
  usage: '%why',
  summary: 'says which packets were dropped in the last cell that ran commands, where, and for what reason',
  run: async (workbench, argument, output) => {
    if (argument !== '') throw new MagicError('%why takes no argument');
    answer(output, (await workbench.why()).trimEnd());
  },
};
