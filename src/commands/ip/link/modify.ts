import type { CreateFlags, NewLink } from '../../../stack';
import type { Ip } from '../context';
import { Failed } from '../failure';
import { matches } from '../matches';
import { linkKindUsage } from '../help/link-kinds';
import { linkUsage } from '../help/link';
import { KINDS } from './kinds';
import { completeExisting, completeNew, readRequest, type LinkRequest } from './request';

/** `ip link add` and `replace`. */
export function addLink(ip: Ip, args: readonly string[], how: CreateFlags): number {
  const { request, rest } = readRequest(ip, args);
  if (request.group !== undefined && request.dev === undefined && request.name === undefined) {
    if (rest.length > 0) ip.quit(garbage(rest[0]!));
    ip.quit('group cannot be used when creating devices.');
  }
  completeNew(ip, request);
  if (request.kind === undefined) return ip.fail('Not enough information: "type" argument is required');
  const data = readKind(ip, request.kind, rest, true);
  send(ip, { type: 'RTM_NEWLINK', ...how, ...request.attributes, kind: request.kind, ...data });
  return 0;
}

/** `ip link set`. */
export function setLink(ip: Ip, args: readonly string[]): number {
  const { request, rest } = readRequest(ip, args);
  if (isOnGroup(ip, request, rest)) {
    const { group, ...attributes } = request.attributes;
    ip.request({ type: 'RTM_NEWLINK', ...attributes, onGroup: group });
    return 0;
  }
  completeExisting(ip, request);
  const data = request.kind === undefined ? {} : { ...(isSlave(request.kind) ? {} : { kind: request.kind }), ...readKind(ip, request.kind, rest, false, request.attributes.index) };
  send(ip, { type: 'RTM_NEWLINK', ...request.attributes, ...data });
  return 0;
}

/** `ip link delete`. */
export function deleteLink(ip: Ip, args: readonly string[]): number {
  const { request, rest } = readRequest(ip, args);
  if (isOnGroup(ip, request, rest)) {
    ip.request({ type: 'RTM_DELLINK', group: request.group });
    return 0;
  }
  completeExisting(ip, request);
  if (request.kind !== undefined) readKind(ip, request.kind, rest, false, request.attributes.index);
  ip.request({ type: 'RTM_DELLINK', index: request.attributes.index });
  return 0;
}

/** Without a device, a group stands for all of its devices. */
function isOnGroup(ip: Ip, request: LinkRequest, rest: readonly string[]): boolean {
  if (request.group === undefined || request.dev !== undefined || request.name !== undefined) return false;
  if (rest.length > 0) ip.quit(garbage(rest[0]!));
  return true;
}

const garbage = (word: string): string => `Garbage instead of arguments "${word} ...". Try "ip link help".`;
const isSlave = (kind: string): boolean => kind.slice(kind.indexOf('_')) === '_slave';

function readKind(ip: Ip, name: string, rest: readonly string[], create: boolean, index?: number): Pick<NewLink, 'data' | 'slaveData'> {
  const kind = KINDS.get(name);
  if (!kind && name in linkKindUsage) ip.unsupported(`link type "${name}"`);
  if (rest.length === 0) return {};
  if (!kind) {
    if (matches(rest[0]!, 'help')) ip.usage(linkUsage);
    ip.fail(garbage(rest[0]!));
  }
  const existing = index === undefined ? undefined : ip.link({ index })?.data;
  // iproute2 sends a kind's data, empty, even where it doesn't read any.
  const data = kind.parse?.(ip, rest, { create, ...(existing && { existing }) }) ?? {};
  return isSlave(name) ? { slaveData: data } : { data };
}

/** A kind that Linux knows and the simulation doesn't is no error of the user's. */
function send(ip: Ip, message: NewLink): void {
  const { kind } = message;
  try {
    ip.request(message);
  } catch (error) {
    const isUnknown = error instanceof Failed && error.text.includes('Unknown device type');
    if (isUnknown && kind !== undefined && kind in linkKindUsage) ip.unsupported(`link type "${kind}"`);
    throw error;
  }
}
