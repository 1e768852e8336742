import { homedir } from 'node:os';
import { join } from 'node:path';

/** Jupyter's data directory of a user (jupyter_core.paths.jupyter_data_dir). */
export function userData(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Jupyter');
    case 'win32':
      return join(process.env.APPDATA ?? homedir(), 'jupyter');
    default:
      return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
  }
}
