#!/usr/bin/env python3
"""Records what a real interactive bash 5.2 prints for fixtures/*.sh: run as root, python3 test/shell/record.py [NAME...]

Each file is typed into `bash --norc --noediting -i` at a pseudo-terminal without echo and prompts, line by line, in an
empty directory; process ids are written PID.
"""
import os, pathlib, pty, re, subprocess, sys, tempfile, termios

HERE = pathlib.Path(__file__).parent / 'fixtures'
ENVIRONMENT = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME': '/root', 'LANG': 'C.UTF-8', 'PS1': '', 'PS2': '', 'TERM': 'dumb', 'USER': 'root', 'HISTFILE': ''}


def record(script: str) -> str:
    leader, follower = pty.openpty()
    attributes = termios.tcgetattr(follower)
    attributes[3] &= ~termios.ECHO
    attributes[1] &= ~termios.ONLCR
    termios.tcsetattr(follower, termios.TCSANOW, attributes)
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(['bash', '--norc', '--noediting', '-i'], stdin=follower, stdout=follower, stderr=follower, cwd=directory,
                                   env=ENVIRONMENT, preexec_fn=lambda: (os.setsid(), __import__('fcntl').ioctl(0, termios.TIOCSCTTY, 0)))
        os.close(follower)
        os.write(leader, ("PS1=; PS2=; set +H; cd /tmp; mkdir -p lab; cd lab; rm -rf *\n" + script + '\nexit\n').encode())
        out = b''
        try:
            while chunk := os.read(leader, 65536):
                out += chunk
        except OSError:
            pass
        process.wait()
    text = out.decode()
    text = re.sub(r'\x1b\[[0-9;?]*[a-zA-Z]', '', text)
    text = re.sub(r'^(bash-5.2# )+', '', text)
    text = text.removesuffix('exit\n')
    return re.sub(r'^(\[\d+\]) \d+$', r'\1 PID', text, flags=re.M)


for path in sorted(HERE.glob('*.sh')):
    if len(sys.argv) < 2 or path.stem in sys.argv[1:]:
        path.with_suffix('.out').write_text(record(path.read_text().rstrip('\n')))
