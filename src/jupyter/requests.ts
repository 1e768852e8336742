import type { Shape } from './content';
import { Execution } from './execution';
import { KERNEL_INFO } from './info';
import type { Kernel } from './kernel';
import type { Lane } from './lane';
import { sentAt } from './message';
import type { Content, Message } from './message';

export interface Handler {
  readonly shape: Shape;
  /** Content of the reply; undefined for requests without one. `lane` is the shell that was asked. */
  answer(kernel: Kernel, request: Message, lane: Lane): Promise<Content | undefined> | Content | undefined;
}

/** Content of an error reply. */
export function failure(ename: string, evalue: string): Content {
  return { status: 'error', ename, evalue, traceback: [] };
}

/** Every request that the protocol's version 5.4 has for a kernel without a debugger, by msg_type. */
export const HANDLERS: ReadonlyMap<string, Handler> = new Map(Object.entries<Handler>({
  kernel_info_request: { shape: {}, answer: () => KERNEL_INFO },
  execute_request: {
    shape: { code: 'string', silent: 'boolean?', store_history: 'boolean?', user_expressions: 'object?', allow_stdin: 'boolean?', stop_on_error: 'boolean?' },
    answer: (kernel, request, lane) => new Execution(kernel, lane, request).run(),
  },
  is_complete_request: {
    shape: { code: 'string' },
    answer: async (_kernel, { content }, lane) => ({ ...await (await lane.session()).isComplete(String(content.code)) }),
  },
  complete_request: {
    shape: { code: 'string', cursor_pos: 'number' },
    answer: async (_kernel, { content }, lane) => {
      const { matches, start, end, types } = await (await lane.session()).complete(String(content.code), Number(content.cursor_pos));
      return { status: 'ok', matches, cursor_start: start, cursor_end: end, metadata: { _jupyter_types_experimental: types } };
    },
  },
  inspect_request: {
    shape: { code: 'string', cursor_pos: 'number', detail_level: 'number?' },
    answer: async (_kernel, { content }, lane) => {
      const data = await (await lane.session()).inspect(String(content.code), Number(content.cursor_pos), content.detail_level === 1 ? 1 : 0);
      return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
    },
  },
  history_request: {
    shape: {
      hist_access_type: 'string', output: 'boolean?', raw: 'boolean?', session: 'number?', start: 'number?', stop: 'number?',
      n: 'number?', pattern: 'string?', unique: 'boolean?',
    },
    answer: (kernel, { content }) => ({ status: 'ok', history: kernel.history.ask(content) }),
  },
  interrupt_request: {
    shape: {},
    answer: (kernel, request) => {
      kernel.interrupt(sentAt(request));
      return { status: 'ok' };
    },
  },
  shutdown_request: {
    shape: { restart: 'boolean?' },
    answer: (kernel, request) => {
      const content = { status: 'ok', restart: request.content.restart === true };
      kernel.publish('shutdown_reply', content, request);
      return content;
    },
  },
  usage_request: { shape: {}, answer: (kernel) => ({ status: 'ok', ...kernel.options.usage?.() }) },
  create_subshell_request: { shape: {}, answer: (kernel) => ({ status: 'ok', subshell_id: kernel.openSubshell() }) },
  delete_subshell_request: {
    shape: { subshell_id: 'string' },
    answer: async (kernel, { content }) => {
      const id = String(content.subshell_id);
      return await kernel.closeSubshell(id) ? { status: 'ok' } : failure('UnknownSubshell', `there is no subshell ${JSON.stringify(id)}`);
    },
  },
  list_subshell_request: { shape: {}, answer: (kernel) => ({ status: 'ok', subshell_id: kernel.subshells }) },
  comm_info_request: {
    shape: { target_name: 'string?' },
    answer: (kernel, { content }) => ({ status: 'ok', comms: kernel.comms.list((content.target_name ?? undefined) as string | undefined) }),
  },
  comm_open: {
    shape: { comm_id: 'string', target_name: 'string', data: 'object?' },
    answer: (kernel, request) => void kernel.comms.open(request) as undefined,
  },
  comm_msg: { shape: { comm_id: 'string', data: 'object?' }, answer: (kernel, request) => void kernel.comms.message(request) as undefined },
  comm_close: { shape: { comm_id: 'string', data: 'object?' }, answer: (kernel, request) => void kernel.comms.close(request) as undefined },
  connect_request: { shape: {}, answer: () => ({ status: 'ok' }) },
}));
