import { readRelease, type Release } from '../stack';
import { CliError } from './command';

/**
 * The kernel that an option names, else VETHLAB_KERNEL, else the reference.
 * @throws {CliError} when it isn't known
 */
export function releaseOf(option: string | boolean | undefined): Release {
  const [said, where] = option === undefined ? [process.env.VETHLAB_KERNEL || '6.1', 'VETHLAB_KERNEL'] : [String(option), '--kernel'];
  try {
    return readRelease(said);
  } catch (error) {
    throw new CliError(`${where}: ${(error as Error).message}`, 2);
  }
}
