"""Front ends in Python that start the kernel: jupyter console in a terminal, and any program from any folder. Prints JSON."""
import json
import os
import sys

import pexpect
from jupyter_client.manager import start_new_kernel


def console():
    """A person at a terminal: prompts, outputs, Ctrl-C, the end."""
    terminal = pexpect.spawn(sys.executable, ["-m", "jupyter", "console", "--kernel", "vethlab", "--simple-prompt"], encoding="utf8", timeout=60, dimensions=(40, 120), env={**os.environ, "TERM": "dumb"})
    said = []

    def ask(line, prompt=r"In \[\d+\]: "):
        terminal.sendline(line)
        terminal.expect(prompt)
        said.append(terminal.before.replace("\r\n", "\n"))

    terminal.expect(r"In \[\d+\]: ")
    banner = terminal.before
    ask("ip link add veth0 type veth peer name veth1; ip -br link | wc -l")
    ask("%limit")
    ask("%limit 0")
    terminal.sendline("ping 127.0.0.1")
    terminal.expect("icmp_seq=1 ")
    terminal.sendintr()
    terminal.expect(r"In \[\d+\]: ")
    interrupted = terminal.before
    ask("echo still here")
    terminal.sendline("exit")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.wait()
    return {"banner": "vethlab" in banner, "said": said, "interrupted": interrupted.replace("\r\n", "\n").splitlines()[-2:], "code": terminal.exitstatus}


def start(folder, *cells):
    """Starts the kernel in a folder; what each cell prints."""
    km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=60, cwd=folder)
    try:
        printed = []
        for cell in cells:
            said = []
            kc.execute_interactive(cell, output_hook=said.append, timeout=60)
            printed.append("".join(m["content"]["text"] if m["msg_type"] == "stream" else m["content"].get("data", {}).get("text/plain", "") for m in said))
        return printed
    finally:
        kc.stop_channels()
        km.shutdown_kernel()


if __name__ == "__main__":
    print(json.dumps({"console": console, "start": start}[sys.argv[1]](*sys.argv[2:])))
