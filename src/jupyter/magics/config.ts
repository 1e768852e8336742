import { MagicError, answer, wholeNumber } from './magic';
import type { Magic } from './magic';
import type { Workbench } from '../workbench';

/** Something that a notebook can choose. */
interface Setting {
  readonly values: string;
  readonly summary: string;
  readonly words?: readonly string[];
  read(workbench: Workbench): string;
  /** @param usage for the message. @throws {MagicError} for what isn't a value of it */
  change(workbench: Workbench, value: string, usage: string): Promise<void> | void;
}

/** seconds: a day */
const LONGEST = 86_400;

const SWITCH = ['on', 'off'] as const;

function toggle(key: 'changes' | 'tables', summary: string): Setting {
  return {
    values: SWITCH.join('|'),
    summary,
    words: SWITCH,
    read: (workbench) => (workbench.config[key] ? 'on' : 'off'),
    change: (workbench, value, usage) => {
      if (!SWITCH.some((word) => word === value)) throw new MagicError(`${usage}: it is on or off, not ${JSON.stringify(value)}`);
      workbench.set({ [key]: value === 'on' });
    },
  };
}

const SETTINGS: ReadonlyMap<string, Setting> = new Map(Object.entries<Setting>({
  limit: {
    values: 'N',
    summary: 'seconds of lab time after which a command without end is interrupted, 0 for never',
    read: ({ config }) => String(config.limit),
    change: (workbench, value, usage) => workbench.set({ limit: wholeNumber(value, usage, LONGEST) }),
  },
  seed: {
    values: 'N',
    summary: 'what all chance in the network comes from; another one starts the network over',
    read: ({ settings }) => String(settings.seed ?? "the lab's own"),
    change: (workbench, value, usage) => workbench.startOver({ ...workbench.settings, seed: wholeNumber(value, usage, 0xffff_ffff) }),
  },
  changes: toggle('changes', 'whether what a cell changed is told at its end, and marked in tables and pictures'),
  tables: toggle('tables', 'whether commands that show state get tables and diagrams beside their text'),
}));

/** @throws {MagicError} for a value that the setting can't have */
export async function changeSetting(workbench: Workbench, key: string, value: string, usage: string): Promise<void> {
  await SETTINGS.get(key)!.change(workbench, value, usage);
}

const ROWS = [...SETTINGS].map(([key, { values, summary }]) => [`${key}=${values}`, summary] as const);
const WIDTH = Math.max(...ROWS.map(([usage]) => usage.length)) + 2;

export const config: Magic = {
  usage: '%config [KEY[=VALUE]]',
  summary: 'says what is set, or sets it',
  details: ['The settings:', ...ROWS.map(([usage, summary]) => `  ${usage.padEnd(WIDTH)}${summary}`)],
  words: [...SETTINGS].flatMap(([key, { words }]) => words?.map((word) => `${key}=${word}`) ?? [`${key}=`]),
  run: async (workbench, argument, output) => {
    if (argument === '') return answer(output, [...SETTINGS].map(([key, setting]) => `${key}=${setting.read(workbench)}`).join('\n'));
    const [, key = '', value] = /^([^\s=]*)\s*(?:=\s*(.*))?$/.exec(argument) ?? [];
    const setting = SETTINGS.get(key);
    if (!setting) throw new MagicError(`there is no setting ${JSON.stringify(key === '' ? argument : key)}: it is one of ${[...SETTINGS.keys()].join(', ')}`);
    if (value === undefined) return answer(output, `${key}=${setting.read(workbench)}`);
    await setting.change(workbench, value, `%config ${key}=${setting.values}`);
  },
};
