/** NLM_F_* flags of a NEW request. */
export interface CreateFlags {
  readonly create?: boolean;
  readonly excl?: boolean;
  readonly replace?: boolean;
  readonly append?: boolean;
}
