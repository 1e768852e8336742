import { XPublisher } from 'zeromq';
import type { SocketOptions } from 'zeromq';

/** zmq.h */
const ZMQ_SUBSCRIBE = 6;
const ZMQ_UNSUBSCRIBE = 7;

/**
 * The IOPub socket. A subscription holds only once it is accepted, so that `iopub_welcome` can be the first message that its
 * subscriber gets (JEP 65); zmq_setsockopt(3), ZMQ_XPUB_MANUAL.
 */
export class Iopub extends XPublisher {
  constructor(options: SocketOptions<XPublisher>) {
    super({ ...options, verbosity: 'allSubs', manual: true });
  }

  /** Lets the peer whose subscription was received last have what begins with `topic`. */
  accept(topic: Buffer): void {
    this.setStringOption(ZMQ_SUBSCRIBE, topic);
  }

  /** Takes back what was accepted. */
  release(topic: Buffer): void {
    this.setStringOption(ZMQ_UNSUBSCRIBE, topic);
  }
}
