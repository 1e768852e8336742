import type { Settings } from '../jupyter/settings';

/** What the environment says that a notebook starts with. */
export function settingsOf({ VETHLAB_LAB: lab, VETHLAB_STUDENT, JUPYTERHUB_USER }: NodeJS.ProcessEnv): Settings {
  const student = VETHLAB_STUDENT || JUPYTERHUB_USER;
  return { ...(lab && { lab }), ...(student && { student }) };
}
