/** What a connection's owner and its table hear. */
export interface ConnectionEvents {
  /** There may be something to read, to accept, to write for, or an error. */
  changed(): void;
  /** It can't be reached any more. */
  gone(): void;
}
