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
