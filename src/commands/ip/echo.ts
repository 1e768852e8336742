import { AF_INET, AF_UNSPEC, type Notification, type Request } from '../../stack';
import { printAddress } from './address/print';
import type { Ip } from './context';
import { printLink } from './link/print';
import { newRouteFilter } from './route/filter';
import { RoutePrinter } from './route/print';
import { printRule } from './rule/print';

/** Whether Linux 6.1 sends a notification to the one who asked for the change, too (NLM_F_ECHO). */
function isEcho(notification: Notification, request: Request): boolean {
  if (notification.type !== request.type) return false;
  if ('addr' in notification) return notification.addr.family === AF_INET;
  if ('link' in notification) return request.type === 'RTM_DELLINK' && (request.index === undefined || request.index === notification.link.index);
  return 'route' in notification || 'rule' in notification;
}

/** -echo: carries out a change, and prints what the kernel tells of it (rtnl_echo_talk of ip/iproute2's libnetlink). */
export function changeAndEcho(ip: Ip, request: Request, change: () => void): void {
  const echoes: Notification[] = [];
  const stop = ip.netns.rtnetlink.subscribe(notification => {
    if (isEcho(notification, request)) echoes.push(notification);
  });
  try {
    change();
  } finally {
    stop();
  }
  const [echo] = echoes;
  if (!echo) return;
  ip.print.begin();
  ip.print.openObject();
  printEcho(ip, echo, request.type.startsWith('RTM_DEL'));
  ip.print.closeObject();
  ip.print.end();
}

function printEcho(ip: Ip, echo: Notification, deleted: boolean): void {
  if ('addr' in echo) printAddress(ip, echo.addr, { withDevice: true, deleted });
  else if ('route' in echo) new RoutePrinter(ip, newRouteFilter(ip.family, 0)).route(echo.route, deleted);
  else if ('rule' in echo) printRule(ip, echo.rule, deleted);
  else if ('link' in echo) printLink(ip, echo.link, { doLink: false, family: AF_UNSPEC, showQueue: false, deleted });
}
