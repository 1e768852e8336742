import type { Program } from '../program';
import { captureDevices, formatDevices } from './devices';
import { Exit } from './failure';
import { captureLive } from './live';
import { readPackets } from './offline';
import { parseOptions } from './options';
import { makeTools } from './tools';

/** tcpdump(8) 4.99.3 with libpcap 1.10.3. Exit code 1 for what is wrong with the command line, the device or the file. */
export const tcpdump: Program = async (process, argv) => {
  try {
    const options = parseOptions(argv);
    if (options.listInterfaces) {
      await process.stdout.write(formatDevices(captureDevices(process.netns)));
      return 0;
    }
    const tools = makeTools(process, options);
    return await (options.readFile === undefined ? captureLive(process, options, tools) : readPackets(process, options, options.readFile, tools));
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    await (error.code === 0 ? process.stdout : process.stderr).write(error.text);
    return error.code;
  }
};
