import { inetOf } from '../inet/inet';
import { routeOutput } from '../inet/output-route';
import { inet6Of } from '../inet6/inet6';
import { routeOutput as routeOutput6 } from '../inet6/output';
import { viewOf, type PacketView } from './view';
import type { HookState } from './hooks';

/** What a packet's way depends on. */
export interface RouteKey {
  readonly source: PacketView['source'] | undefined;
  readonly destination: PacketView['destination'] | undefined;
  readonly mark: number;
}

export function routeKey({ skb }: HookState): RouteKey {
  const view = viewOf(skb);
  return { source: view?.source, destination: view?.destination, mark: skb.mark };
}

/** ip_route_me_harder: another way for a packet of this host that a hook changed. False: there is none, and the packet is dropped. */
export function reroute(state: HookState): boolean {
  const { netns, skb } = state;
  const view = viewOf(skb);
  if (!view) return true;
  const { source, destination } = view;
  const dst = typeof source === 'number' && typeof destination === 'number'
    ? wayFor(routeOutput(inetOf(netns), { daddr: destination, saddr: source, mark: skb.mark, anySource: true }))
    : wayFor6(routeOutput6(inet6Of(netns), { destination: destination as bigint, source: source as bigint, mark: skb.mark }));
  if (!dst) {
    netns.drop('IP_OUTNOROUTES', skb, 'no route for what a hook made of the packet');
    return false;
  }
  skb.dst = dst;
  skb.dev = dst.dev;
  return true;
}

function wayFor(answer: ReturnType<typeof routeOutput>): HookState['skb']['dst'] {
  return answer.error === undefined ? answer.route : undefined;
}

function wayFor6(answer: ReturnType<typeof routeOutput6>): HookState['skb']['dst'] {
  return 'error' in answer ? undefined : answer;
}
