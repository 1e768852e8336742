import type { Netns } from '../../netns';

/** RTM_*NSID: this namespace's ids for others; -1 (NETNSA_NSID_NOT_ASSIGNED) where there is none. */
export interface NsidMessage { readonly nsid: number; readonly netns: Netns }
export interface NewNsid { readonly type: 'RTM_NEWNSID'; readonly netns: Netns; /** -1: the next free one */ readonly nsid: number }
export interface GetNsid { readonly type: 'RTM_GETNSID'; readonly netns: Netns }
