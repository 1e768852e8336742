import { SysError } from '../../stack/errno';
import { resolvePath } from '../path';
import type { Process } from '../program';
import { failure } from './failure';
import { FilterError, filterNames, makeFilter, type Test } from './filter';
import { readHosts } from './hosts';
import { makeNames, type Names } from './names';
import type { Options } from './options';
import type { LinkType } from './print/packet';

/** What capturing and reading share. */
export interface Tools {
  readonly names: Names;
  /** The test that the command line's filter stands for. @throws {Exit} */
  filter(linkType: LinkType, live: boolean): Test;
}

/** Reads what the host has for names. */
export function makeTools(process: Process, options: Options): Tools {
  const hosts = readHosts(process);
  const links = () => process.netns.rtnetlink.dump('RTM_GETLINK');
  return {
    names: makeNames({
      numeric: options.print.n, short: options.shortNames, hosts, interfaceName: ifindex => links().find(({ index }) => index === ifindex)?.ifname,
    }),
    filter: (linkType, live) => {
      const expression = options.filterFile === undefined ? options.expression : readFilterFile(process, options.filterFile);
      try {
        return makeFilter(expression, linkType, live, filterNames(hosts));
      } catch (error) {
        if (error instanceof FilterError) throw failure(error.message);
        throw error;
      }
    },
  };
}

/** -F: `#` starts a comment. @throws {Exit} */
function readFilterFile(process: Process, file: string): string {
  try {
    return new TextDecoder().decode(process.files.read(resolvePath(process.cwd, file))).replace(/#.*/g, '');
  } catch (error) {
    if (error instanceof SysError) throw failure(`can't open ${file}: ${error.message}`);
    throw error;
  }
}
