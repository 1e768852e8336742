import { readRelease, type Release } from '../stack';
import { CliError } from './command';

const KINDS = ['simulated', 'real'] as const;

/** What networks a lab runs on. */
export type BackendKind = typeof KINDS[number];

/**
 * The backend that an option names, else VETHLAB_BACKEND, else the simulated one.
 * @throws {CliError} when there is none of that name
 */
export function backendOf(option: string | boolean | undefined): BackendKind {
  const [said, where] = option === undefined ? [process.env.VETHLAB_BACKEND || 'simulated', 'VETHLAB_BACKEND='] : [String(option), '--backend '];
  const kind = KINDS.find((one) => one === said);
  if (!kind) throw new CliError(`${where}${JSON.stringify(said)} is not supported: it is ${KINDS.join(' or ')}`, 2);
  return kind;
}

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
