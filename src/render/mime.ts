/** Representations of one output by MIME type; `text/plain` is always among them. */
export interface MimeBundle {
  readonly 'text/plain': string;
  readonly [type: string]: unknown;
}
