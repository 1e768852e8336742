import { PROTOCOL_VERSION } from './message';
import type { Content } from './message';

/** The package's version. */
export const VERSION = '0.1.0';

const BANNER = `vethlab ${VERSION}: a Linux network to learn with. Cells are shell commands (ip, ping, tcpdump, ...); %help lists the rest.`;

/** Content of a kernel_info_reply. The language is announced as bash's, so that every editor highlights it. */
export const KERNEL_INFO: Content = {
  status: 'ok',
  protocol_version: PROTOCOL_VERSION,
  implementation: 'vethlab',
  implementation_version: VERSION,
  language_info: {
    name: 'bash',
    version: '5.2',
    mimetype: 'text/x-sh',
    file_extension: '.sh',
    pygments_lexer: 'bash',
    codemirror_mode: 'shell',
    nbconvert_exporter: 'script',
  },
  banner: BANNER,
  debugger: false,
  supported_features: ['kernel subshells'],
  help_links: [
    { text: 'ip(8)', url: 'https://man7.org/linux/man-pages/man8/ip.8.html' },
    { text: 'ping(8)', url: 'https://man7.org/linux/man-pages/man8/ping.8.html' },
    { text: 'tcpdump(1)', url: 'https://www.tcpdump.org/manpages/tcpdump.1.html' },
    { text: 'veth(4)', url: 'https://man7.org/linux/man-pages/man4/veth.4.html' },
  ],
};
