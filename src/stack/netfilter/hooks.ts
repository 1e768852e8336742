import type { Family } from '../address';
import type { NetDevice } from '../device/device';
import type { Netns } from '../netns';
import type { Skb } from '../skb';

/** NF_INET_*, in the kernel's order. */
export const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
export type HookName = (typeof HOOKS)[number];

/** A packet at a hook (struct nf_hook_state). */
export interface HookState {
  readonly netns: Netns;
  readonly family: Family;
  readonly hook: HookName;
  readonly skb: Skb;
  /** undefined where the packet comes from this host */
  readonly indev: NetDevice | undefined;
  /** undefined where the packet's way isn't known yet, or ends here */
  readonly outdev: NetDevice | undefined;
}

/** Looks at a packet, and may change it. False: the packet goes no further, and the hook has said why. */
export type HookFunction = (state: HookState) => boolean;

interface Entry {
  readonly priority: number;
  readonly run: HookFunction;
}

/** A namespace's netfilter hooks (net/netfilter/core.c): functions by family, place and priority. */
export class NetfilterHooks {
  readonly #entries = new Map<string, Entry[]>();

  constructor(private readonly netns: Netns) {}

  /** nf_register_net_hook; the result takes it away. Those of one priority run in the order of their coming. */
  register(family: Family, hook: HookName, priority: number, run: HookFunction): () => void {
    const key = hook + family;
    const entry = { priority, run };
    const others = this.#entries.get(key) ?? [];
    const at = others.findIndex(other => other.priority > priority);
    this.#entries.set(key, at < 0 ? [...others, entry] : [...others.slice(0, at), entry, ...others.slice(at)]);
    return () => {
      const rest = (this.#entries.get(key) ?? []).filter(other => other !== entry);
      if (rest.length > 0) this.#entries.set(key, rest);
      else this.#entries.delete(key);
    };
  }

  /** Whether anything is registered at a place. */
  has(family: Family, hook: HookName): boolean {
    return this.#entries.size > 0 && this.#entries.has(hook + family);
  }

  /** NF_HOOK: whether the packet may go on. */
  run(family: Family, hook: HookName, skb: Skb, indev: NetDevice | undefined, outdev: NetDevice | undefined): boolean {
    if (this.#entries.size === 0) return true;
    const entries = this.#entries.get(hook + family);
    if (!entries) return true;
    const state: HookState = { netns: this.netns, family, hook, skb, indev, outdev };
    return entries.every(({ run }) => run(state));
  }
}
