import type { HookName } from '../../stack/netfilter';

/** Names of chain priorities, and the hooks where each is one (std_prios of nft's rule.c). */
const PRIORITIES: Readonly<Record<string, { readonly value: number; readonly hooks?: readonly HookName[] }>> = {
  raw: { value: -300 }, mangle: { value: -150 }, dstnat: { value: -100, hooks: ['prerouting'] }, filter: { value: 0 }, security: { value: 50 }, srcnat: { value: 100, hooks: ['postrouting'] },
};
/** How far from a named priority a number is still told by it. */
const REACH = 10;

export function namedPriority(name: string, hook: HookName): number | undefined {
  const known = Object.hasOwn(PRIORITIES, name) ? PRIORITIES[name] : undefined;
  return known && (known.hooks?.includes(hook) ?? true) ? known.value : undefined;
}

/** `filter`, `mangle - 1`, or the number. */
export function priorityName(priority: number, hook: HookName): string {
  const near = Object.entries(PRIORITIES).find(([, { value, hooks }]) => Math.abs(priority - value) <= REACH && (hooks?.includes(hook) ?? true));
  if (!near) return String(priority);
  const distance = priority - near[1].value;
  return distance === 0 ? near[0] : `${near[0]} ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}`;
}
