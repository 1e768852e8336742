import type { Kind } from './kind';
import { veth } from './veth';

/** Kinds that need nothing after their name. */
const plain: readonly Kind[] = ['dummy', 'ifb'].map(name => ({ name }));

/** The kinds whose arguments and details are known here; the kernel decides which of them it makes. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([veth, ...plain].map(kind => [kind.name, kind]));
