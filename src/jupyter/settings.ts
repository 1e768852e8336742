/** What a notebook has chosen for its network. Plain data. */
export interface Settings {
  /** name or file; default: one host `vm` */
  readonly lab?: string;
  /** default: the lab's own */
  readonly seed?: number;
  /** whose notebook it is, for seeds that come from a name */
  readonly student?: string;
  /** Seconds of lab time after which an endless foreground command is interrupted; 0: never; default: 10. */
  readonly limit?: number;
  /** Whether what a cell changed is told at its end, and marked in tables and pictures; default: yes. */
  readonly changes?: boolean;
  /** Whether commands that show state get tables and diagrams; default: yes. */
  readonly tables?: boolean;
}
