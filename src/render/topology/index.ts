import type { Snapshot } from '../../backend/snapshot';
import { element, terminalText } from '../html';
import { toImage, toSvg } from '../emit/svg';
import { panelsOf } from './boxes';
import { topologyText } from './describe';
import { drawTopology } from './draw';
import { layOut } from './layout';
import { topologyOf } from './model';

export interface TopologyPicture {
  /** an SVG document */
  readonly svg: string;
  /** the picture as an image, and its text to unfold */
  readonly html: string;
  readonly text: string;
}

/**
 * Hosts and namespaces with their interfaces, cables and veth pairs. The same snapshot gives the same bytes.
 * Left out: `lo` where it is as usual, and IPv6 link-local addresses.
 * @param previous the state that the last picture showed: what differs is outlined and named
 */
export async function renderTopology(snapshot: Snapshot, previous?: Snapshot): Promise<TopologyPicture> {
  const topology = topologyOf(snapshot, previous);
  const panels = panelsOf(topology);
  const scene = drawTopology(topology, panels, await layOut(panels, topology.joints));
  const text = topologyText(topology);
  const summary = element('summary', { style: 'cursor: pointer; font-size: 12px' }, 'the same in words');
  const details = element('details', {}, summary + terminalText(text));
  return { svg: toSvg(scene), html: element('div', { style: 'padding: 0 0 0 6px' }, toImage(scene) + details), text };
}
