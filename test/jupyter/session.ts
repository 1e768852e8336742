import { LabSession } from '../../src/jupyter/lab-session';
import { NotebookSession } from '../../src/jupyter/notebook-session';
import type { OpenStation } from '../../src/jupyter/notebook-session';
import type { CellOutcome, CellOutput, Session } from '../../src/jupyter/session';
import { readLab } from '../../src/lab';
import type { Lab } from '../../src/lab';

const CABLED = `
name: cabled
topology:
  defaults: { labels: { vethlab.variables: OCTET=10..250 } }
  nodes:
    left:
      exec: [ip link set dev eth1 up, ip addr add 192.0.2.1/24 dev eth1, ip route add default via 192.0.2.2]
    right:
      exec: [ip link set dev eth1 up, ip addr add 192.0.2.2/24 dev eth1, ip addr add 10.9.$OCTET.1/24 dev lo]
  links:
    - endpoints: ["left:eth1", "right:eth1"]
`;

export async function loadLab(name: string): Promise<Lab> {
  if (name !== 'cabled') throw new Error(`there is no lab "${name}"`);
  return readLab(CABLED, 'cabled.yaml');
}

/** A notebook's session in a lab of two hosts, `left` and `right`, on one cable. */
export class Notebook {
  readonly #session: Session;

  /** @param open opens it on a backend, or is a session to use; default: simulated, whatever is asked for */
  constructor(open: OpenStation | Session = async (_kind, settings) => new LabSession({ loadLab, settings })) {
    this.#session = typeof open === 'function' ? new NotebookSession(open, 'simulated', { lab: 'cabled' }) : open;
  }

  /** Opens a subshell. */
  async subshell(): Promise<Notebook> {
    return new Notebook(await this.#session.subshell());
  }

  /**
   * Runs a cell. `text`: what it printed and showed, as text; `errors`: what of it in the colours of an error; `html` of what it displayed
   * @param streamed hears the text so far, whenever some is printed
   */
  async run(code: string, streamed: (text: string) => void = () => undefined): Promise<{ readonly outcome: CellOutcome; readonly text: string; readonly errors: string; readonly html: string }> {
    let text = '';
    let [html, errors] = ['', ''];
    const show = (data: Readonly<Record<string, unknown>>): void => {
      text += String(data['text/plain']);
      html += String(data['text/html'] ?? '');
    };
    const output: CellOutput = {
      stream: (name, piece) => {
        if (name === 'stderr') errors += piece;
        streamed((text += piece));
      },
      display: show, update: (_id, data) => show(data), result: show, clear: () => void (text = ''),
    };
    const outcome = await this.#session.execute(code, output);
    return { outcome, text, errors, html };
  }

  /** The message of a cell that fails. */
  async fails(code: string): Promise<string> {
    const { outcome } = await this.run(code);
    return outcome.status === 'error' ? outcome.evalue : 'it did not fail';
  }

  interrupt(): void {
    this.#session.interrupt();
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
