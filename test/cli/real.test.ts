import { machine, runReal, USERS } from '../sandbox';

const LO = '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n';

describe.each(USERS)('vethlab run --backend real, as %s', user => {
  const before = machine();
  afterAll(() => expect(machine()).toBe(before));

  it('runs real programs where nothing of the machine is to be seen', () => {
    const { status, stdout, stderr } = runReal(user, 'ip link\nhostname; whoami; pwd; cat /proc/sys/kernel/hostname\nls /tmp /home /root\nnosuch\n');
    expect({ status, stdout, stderr }).toEqual({
      status: 127,
      stdout: `${LO}vm\nroot\n/root\nvm\n/home:\n\n/root:\n\n/tmp:\n`,
      stderr: 'bash: nosuch: command not found\n',
    });
  });

  it('joins pipes, files, variables, jobs and signals as bash does', () => {
    const lines = [
      'yes | head -n 2; echo ${PIPESTATUS[*]}',
      'echo one > /tmp/f; echo two >> /tmp/f; wc -l < /tmp/f; sort -r /tmp/f | tr a-z A-Z',
      'x=$(seq 3); echo $x; cat <<< "$x" | tail -n 1',
      'sleep 60 & kill $!; wait $!; echo $?',
      'ls /nope 2>&1 | cat; ls /nope 2>/dev/null; echo $?',
      "while read -r word; do printf '%s.' $word; done < /tmp/f; echo",
      'bash -c \'kill -9 $$\'; echo $?',
      'exit 3',
    ];
    expect(runReal(user, lines.join('\n'))).toEqual({
      status: 3,
      stdout: 'y\ny\n141 0\n2\nTWO\nONE\n1 2 3\n3\n143\nls: cannot access \'/nope\': No such file or directory\n2\none.two.\n137\n',
      stderr: 'Killed\n',
    });
  });

  it('starts a lab', () => {
    const lines = 'ip -br addr show dev ens3 scope global; ip route; ping -c 1 169.254.169.254 | sed -n 2,4p | sed s/time=.*/time/; whoami; echo $USER ~; sudo hostname; cat /etc/hosts | head -n 2\n';
    expect(runReal(user, lines, ['--lab', 'beachhead'])).toEqual({
      status: 0,
      stdout: [
        'ens3@if2         UP             172.16.1.4/24 ',
        'default via 172.16.1.1 dev ens3 ', '169.254.169.254 via 172.16.1.1 dev ens3 ', '172.16.1.0/24 dev ens3 proto kernel scope link src 172.16.1.4 ',
        '64 bytes from 169.254.169.254: icmp_seq=1 ttl=64 time', '', '--- 169.254.169.254 ping statistics ---',
        'root', 'student /home/student', 'beachhead', '127.0.0.1\tlocalhost', '127.0.1.1\tbeachhead', '',
      ].join('\n'),
      stderr: '',
    });
  });
});
