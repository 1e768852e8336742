import type { Interpreter } from './interpreter';
import type { Dynamic } from './variables';

/** Variables that bash computes when they're read. */
export function dynamicVariables(shell: Interpreter): Dynamic {
  let began = 0;
  const seconds = (): number => Math.floor(shell.system.now() / 1e9);
  return {
    RANDOM: { get: () => String(shell.state.random.u32() >>> 17), set: () => undefined },
    SECONDS: { get: () => String(seconds() - began), set: value => void (began = seconds() - (Number(value) || 0)) },
    LINENO: { get: () => String(shell.source.slice(0, shell.position).split('\n').length), set: () => undefined },
    EPOCHSECONDS: { get: () => String(Math.floor(shell.system.wallUs() / 1e6)), set: () => undefined },
    EPOCHREALTIME: { get: () => (shell.system.wallUs() / 1e6).toFixed(6), set: () => undefined },
    BASHPID: { get: () => String(shell.task.pid) },
    UID: { get: () => String(shell.system.user.uid) },
    EUID: { get: () => String(shell.system.user.uid) },
    PIPESTATUS: { get: () => String(shell.pipeStatus[0]), set: () => undefined, elements: () => shell.pipeStatus.map(String) },
    FUNCNAME: { get: () => shell.functions.at(-1) ?? '', elements: () => [...shell.functions].reverse() },
    PPID: { get: () => '1' },
  };
}
