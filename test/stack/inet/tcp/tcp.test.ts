import { createNetwork, NS_PER_MS, NS_PER_S, parseIpv4, type TcpSocket } from '../../../../src/stack';
import { advance } from '../../lab';

const SERVER = parseIpv4('10.0.0.2')!;
const CLIENT = parseIpv4('10.0.0.1')!;
const text = (octets: Uint8Array | null | undefined): string | null | undefined => octets && new TextDecoder().decode(octets);
const octets = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('TCP over lo', () => {
  function lab() {
    const network = createNetwork({ seed: 7 });
    const { initNetns: netns } = network.addHost('vm');
    netns.rtnetlink.request({ type: 'RTM_NEWLINK', index: 1, flags: 1, change: 1 });
    netns.rtnetlink.request({ type: 'RTM_NEWADDR', create: true, index: 1, local: SERVER, address: SERVER, prefixlen: 32, family: 2 });
    advance(network, NS_PER_S);
    const lost: number[] = [];
    /** Takes away the segments, counted from now, whose numbers `numbers` holds. */
    const lose = (...numbers: number[]): void => {
      let seen = 0;
      const { protocols } = netns;
      const receive = protocols.get(0x0800)!;
      protocols.set(0x0800, skb => {
        if (numbers.includes(++seen)) lost.push(seen);
        else receive(skb);
      });
    };
    const listening = (backlog = 5): TcpSocket => {
      const listener = netns.sockets.tcp(2);
      listener.bind(0, 80);
      listener.listen(backlog);
      return listener;
    };
    const connecting = (port = 80): TcpSocket => {
      const client = netns.sockets.tcp(2);
      client.connect(SERVER, port);
      return client;
    };
    const pair = (): { client: TcpSocket; server: TcpSocket; listener: TcpSocket } => {
      const listener = listening();
      const client = connecting();
      advance(network, NS_PER_MS);
      return { client, server: listener.accept()!, listener };
    };
    return { network, netns, lose, lost, listening, connecting, pair };
  }

  it('connects, carries data both ways and closes by FIN, TIME-WAIT after a minute', () => {
    const { network, netns, pair } = lab();
    const { client, server, listener } = pair();
    expect([client.state, server.state]).toEqual(['ESTAB', 'ESTAB']);
    client.write(octets('question'));
    advance(network, NS_PER_MS);
    expect(text(server.read())).toBe('question');
    expect(server.read()).toBeUndefined();
    server.write(octets('answer'));
    client.shutdown();
    advance(network, NS_PER_MS);
    expect([client.state, server.state]).toEqual(['FIN-WAIT-2', 'CLOSE-WAIT']);
    expect(text(client.read())).toBe('answer');
    expect(server.read()).toBeNull();
    server.close();
    client.close();
    listener.close();
    advance(network, NS_PER_MS);
    expect(netns.sockets.list().map(({ state }) => state)).toEqual(['TIME-WAIT']);
    advance(network, 70 * NS_PER_S);
    expect(netns.sockets.list()).toEqual([]);
  });

  it('is refused where nobody listens', () => {
    const { network, connecting } = lab();
    const client = connecting(81);
    advance(network, NS_PER_MS);
    expect([client.state, client.takeError()]).toEqual(['CLOSE', 'ECONNREFUSED']);
  });

  it('sends a lost SYN again after a second', () => {
    const { network, lose, lost, listening, connecting } = lab();
    const listener = listening();
    lose(1);
    const client = connecting();
    advance(network, 900 * NS_PER_MS);
    expect([lost, client.state]).toEqual([[1], 'SYN-SENT']);
    advance(network, NS_PER_S);
    expect([client.state, listener.accept()?.state]).toEqual(['ESTAB', 'ESTAB']);
  });

  it('gives up after six retransmissions of its SYN', () => {
    const { network, lose, connecting } = lab();
    lose(...Array.from({ length: 50 }, (_, i) => i + 1));
    const client = connecting();
    advance(network, 126 * NS_PER_S);
    expect(client.state).toBe('SYN-SENT');
    advance(network, 10 * NS_PER_S);
    expect(client.takeError()).toBe('ETIMEDOUT');
  });

  it.each([[[1]], [[2]], [[1, 3]], [[2, 3, 5]], [[1, 2, 3, 4, 5, 6, 7]]])('delivers all in order though segments %j are lost', numbers => {
    const { network, lose, lost, pair } = lab();
    const { client, server } = pair();
    const sent = Uint8Array.from({ length: 400_000 }, (_, i) => (i * 7) % 251);
    lose(...numbers);
    client.write(sent);
    client.shutdown();
    const parts: Uint8Array[] = [];
    for (let i = 0; i < 3000; i++) {
      advance(network, 20 * NS_PER_MS);
      const part = server.read();
      if (part === null) break;
      if (part) parts.push(part);
    }
    expect(lost).toEqual(numbers);
    expect(Buffer.concat(parts).equals(Buffer.from(sent))).toBe(true);
    expect(server.read()).toBeNull();
  });

  it('closes from both ends at once', () => {
    const { network, netns, pair } = lab();
    const { client, server, listener } = pair();
    listener.close();
    client.close();
    server.close();
    advance(network, NS_PER_MS);
    expect(netns.sockets.list().map(({ state }) => state)).toEqual(['TIME-WAIT', 'TIME-WAIT']);
  });

  it('resets a connection whose reader leaves data behind', () => {
    const { network, pair } = lab();
    const { client, server } = pair();
    client.write(octets('unread'));
    advance(network, NS_PER_MS);
    server.close();
    advance(network, NS_PER_MS);
    expect(() => client.read()).toThrow('Connection reset by peer');
    expect(() => client.write(octets('more'))).toThrow('Broken pipe');
  });

  it('counts the connections that wait, and takes no more than the backlog and one', () => {
    const { network, netns, listening, connecting } = lab();
    listening(1);
    const clients = [1, 2, 3].map(() => {
      const client = connecting();
      advance(network, 10 * NS_PER_MS);
      return client;
    });
    expect(clients.map(({ state }) => state)).toEqual(['ESTAB', 'ESTAB', 'SYN-SENT']);
    expect(netns.sockets.list().find(({ state }) => state === 'LISTEN')).toMatchObject({ receiveQueue: 2, sendQueue: 1 });
  });

  it('gives a port to one socket only, or to those that share it', () => {
    const { netns, listening } = lab();
    listening();
    const other = netns.sockets.tcp(2);
    expect(() => other.bind(SERVER, 80)).toThrow('Address already in use');
    expect(() => other.bind(CLIENT, 81)).toThrow('Cannot assign requested address');
    other.bind(SERVER, 81);
    expect(other.local).toEqual({ address: SERVER, port: 81 });
  });
});
