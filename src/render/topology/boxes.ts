import { linkState, type LinkState } from '../explain';
import { type Font, textWidth } from '../text';
import { isLoopbackAddress, type Joint, type Place, type Port, type Topology } from './model';

export const TITLE: Font = { family: 'sans', size: 13.5, bold: true };
export const TAG: Font = { family: 'sans', size: 11 };
export const NAME: Font = { family: 'mono', size: 12.5, bold: true };
export const WORD: Font = { family: 'sans', size: 10.5 };
export const WORD_BOLD: Font = { family: 'sans', size: 10.5, bold: true };
export const DETAIL: Font = { family: 'mono', size: 11 };

/** px */
export const GEOMETRY = { pad: 14, head: 40, gap: 8, indent: 18, inner: 10, text: 26, line: 15, rowHead: 26, lane: 14, laneStart: 12 } as const;

/** An interface as it is drawn, relative to its place's top left. */
export interface Row {
  readonly port: Port;
  readonly state: LinkState;
  /** what kind of device it is, where that isn't plain */
  readonly kind: string;
  readonly details: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place's panel; `lanes` are the pairs whose ends are both in it, drawn at its right edge. */
export interface Panel {
  readonly place: Place;
  readonly title: string;
  readonly tag: string;
  readonly rows: readonly Row[];
  readonly lanes: readonly Joint[];
  /** said below the rows; empty if nothing is */
  readonly remark: string;
  readonly width: number;
  readonly height: number;
}

/** Sizes of all panels and rows, from the text in them. */
export function panelsOf({ places, joints }: Topology): Panel[] {
  return places.map(place => panelOf(place, joints.filter(joint => joint.from === place && joint.to === place)));
}

function panelOf(place: Place, lanes: readonly Joint[]): Panel {
  const title = place.netns ?? place.host;
  const tag = place.netns === null ? 'host' : `netns on ${place.host}`;
  const remark = place.hidden > 0 ? `and ${place.hidden} more` : place.ports.length === 0 ? 'only lo' : '';
  const drafts = place.ports.map(port => draftOf(port));
  const gutter = lanes.length > 0 ? GEOMETRY.laneStart + GEOMETRY.lane * lanes.length : 0;
  const rowsWidth = Math.max(
    150,
    textWidth(title, TITLE) + 24 + textWidth(tag, TAG) - gutter,
    ...drafts.map(draft => draft.width + draft.port.depth * GEOMETRY.indent),
  );
  let y: number = GEOMETRY.head;
  const rows = drafts.map(draft => {
    const x = GEOMETRY.pad + draft.port.depth * GEOMETRY.indent;
    const row = { ...draft, x, y, width: GEOMETRY.pad + rowsWidth - x };
    y += row.height + GEOMETRY.gap;
    return row;
  });
  if (remark) y += GEOMETRY.line + 4;
  return { place, title, tag, rows, lanes, remark, width: Math.ceil(rowsWidth + gutter + 2 * GEOMETRY.pad), height: Math.ceil(y + GEOMETRY.pad - GEOMETRY.gap) };
}

function draftOf(port: Port): Omit<Row, 'x' | 'y'> {
  const state = linkState(port.link);
  const { kind, details } = kindAndDetails(port);
  const news = port.news ? 8 + textWidth(port.news, WORD_BOLD) : 0;
  const head = textWidth(port.link.ifname, NAME) + news + 16 + textWidth(wordsOf(kind, state), WORD);
  const width = GEOMETRY.text + Math.max(head, ...details.map(line => textWidth(line, DETAIL))) + GEOMETRY.inner;
  return { port, state, kind, details, width, height: GEOMETRY.rowHead + details.length * GEOMETRY.line + (details.length > 0 ? 3 : 0) };
}

/** What stands at the right of a row's first line. */
export function wordsOf(kind: string, state: LinkState): string {
  return kind === '' ? state.word : `${kind} · ${state.word}`;
}

/** What a row says beside name and state. */
export function kindAndDetails(port: Port): { readonly kind: string; readonly details: readonly string[] } {
  return { kind: kindOf(port), details: detailsOf(port) };
}

/** NICs and veths show what they are by their cable or pair. */
function kindOf({ link }: Port): string {
  const kind = link.linkinfo?.info_kind;
  if (kind === undefined || kind === 'veth') return '';
  const id = link.linkinfo?.info_data?.id;
  return typeof id === 'number' ? `${kind} ${id}` : kind;
}

/** Ethernet's MTU and that of lo; any other is worth a line. */
const USUAL_MTU: readonly number[] = [1500, 65536];

/** Addresses but for those that every interface of its kind has: IPv6's link-local ones, and lo's own two. */
function detailsOf({ link }: Port): string[] {
  const addresses = (link.addr_info ?? []).filter(address => !(address.family === 'inet6' && address.scope === 'link') && !(link.link_type === 'loopback' && isLoopbackAddress(address)));
  const lines = addresses.map(({ local, address, prefixlen }) => `${local}${address === undefined ? '' : ` peer ${address}`}/${prefixlen}`);
  return USUAL_MTU.includes(link.mtu) ? lines : [...lines, `mtu ${link.mtu}`];
}
