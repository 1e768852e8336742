"""What jupyter_kernel_test leaves out: interrupts, volume, order, starts, ends. One function each; prints JSON."""
import json
import os
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager, start_new_kernel


def execute(kc, code, **options):
    """Runs a cell; everything that iopub said, and the reply."""
    said = []
    reply = kc.execute_interactive(code, output_hook=said.append, timeout=60, **options)
    return said, reply["content"]


def text(said, name="stdout"):
    return "".join(m["content"]["text"] for m in said if m["msg_type"] == "stream" and m["content"]["name"] == name)


def volume(kc):
    said, reply = execute(kc, "for i in {1..20000}; do echo line $i; done")
    return {"messages": len(said), "whole": text(said) == "".join(f"line {i}\n" for i in range(1, 20001)), "status": reply["status"]}


def order(kc):
    msg_id = kc.execute("for i in {1..1000}; do echo out $i; echo err $i >&2; done")
    lines, idle, late = [], False, 0
    while not idle:
        msg = kc.get_iopub_msg(timeout=30)
        if msg["parent_header"].get("msg_id") != msg_id:
            continue
        if msg["msg_type"] == "stream":
            lines += msg["content"]["text"].splitlines()
        idle = msg["content"].get("execution_state") == "idle"
    time.sleep(0.3)
    while kc.iopub_channel.msg_ready():
        late += kc.get_iopub_msg()["parent_header"].get("msg_id") == msg_id
    return {"in order": lines == [f"{name} {i}" for i in range(1, 1001) for name in ("out", "err")], "late": late}


def mistakes(kc):
    answers = []
    for code in ("X=kept", "if then", "nosuchcommand", "ip addr add 10.0.0.256/24 dev lo", "%nosuchmagic", "echo $X"):
        said, reply = execute(kc, code, stop_on_error=False)
        answers.append([code, reply["status"], text(said), text(said, "stderr"), reply.get("evalue", "")])
    return answers


def with_kernel(check):
    km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=30)
    try:
        return check(kc)
    finally:
        kc.stop_channels()
        km.shutdown_kernel()


def interrupt():
    """nbclient's timeout interrupts an endless ping, and the kernel goes on."""
    import nbformat
    from nbclient import NotebookClient

    cells = ["%limit 0", "ping 127.0.0.1", "echo alive"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(notebook, kernel_name="vethlab", timeout=2, interrupt_on_timeout=True, allow_errors=True)
    started = time.monotonic()
    client.execute()
    _, ping, alive = notebook.cells
    error = [output for output in ping.outputs if output.output_type == "error"]
    streams = "".join(output.text for output in ping.outputs if output.output_type == "stream")
    return {
        "seconds": time.monotonic() - started,
        "error": error[0].ename if error else None,
        "pinged": streams.startswith("PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time="),
        "summed up": " ping statistics ---\n" in streams,
        "after": [output.get("text") for output in alive.outputs],
    }


def starts(count=30):
    """None of the first requests of fresh kernels is lost."""
    answered = 0
    for _ in range(int(count)):
        km = KernelManager(kernel_name="vethlab")
        km.start_kernel()
        kc = km.client()
        kc.start_channels()
        try:
            kc.kernel_info()
            answered += kc.get_shell_msg(timeout=10)["msg_type"] == "kernel_info_reply"
        finally:
            kc.stop_channels()
            km.shutdown_kernel(now=True)
    return {"answered": answered}


def ends():
    """A shutdown ends the process though a cell runs and a job is pending; so does the death of the parent."""
    km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=30)
    execute(kc, "%limit 0\nping 127.0.0.1 > /dev/null &")
    kc.execute("ping 127.0.0.1")
    time.sleep(0.5)
    process = km.provisioner.process
    kc.shutdown()
    code = process.wait(timeout=10)
    kc.stop_channels()
    km.cleanup_resources()

    script = "from jupyter_client.manager import start_new_kernel as s; import os; km, kc = s(kernel_name='vethlab'); print(km.provisioner.pid, flush=True); os._exit(0)"
    orphan = int(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and os.path.exists(f"/proc/{orphan}"):
        time.sleep(0.1)
    alive = os.path.exists(f"/proc/{orphan}")
    if alive:
        os.kill(orphan, 9)
    return {"code": code, "orphan lives": alive}


def control(kc, msg_type, content=None):
    msg = kc.session.msg(msg_type, content or {})
    kc.control_channel.send(msg)
    while True:
        reply = kc.get_control_msg(timeout=30)
        if reply["parent_header"].get("msg_id") == msg["header"]["msg_id"]:
            return reply["content"]


def stdin(kc):
    """read asks; a password stays hidden; without a front end that answers it is at the end of input."""
    asked = []

    def answer(msg):
        asked.append(msg["content"])
        kc.input("s3cret" if msg["content"]["password"] else "jo")

    said, _ = execute(kc, 'read -p "Name: " name; read -s -p "Password: " word; echo "$name:$word"', allow_stdin=True, stdin_hook=answer)
    silent, _ = execute(kc, "read x; echo $?", allow_stdin=False)
    return {"asked": asked, "said": text(said), "without": [text(silent, "stderr"), text(silent)]}


def expressions(kc):
    _, reply = execute(kc, "x=5", user_expressions={"x": "echo $x", "links": "ip -j link show lo", "bad": "false"})
    found = reply["user_expressions"]
    return [found["x"], found["links"]["data"]["application/json"][0]["ifname"], found["bad"]["evalue"]]


def subshells(kc):
    """A second panel asks while a cell runs, and control says what the kernel uses."""
    execute(kc, "%limit 0")
    running = kc.execute("mine=1; sleep inf")
    subshell = control(kc, "create_subshell_request")["subshell_id"]
    msg = kc.session.msg("execute_request", {"code": "ip -br link; echo [$mine]", "silent": False})
    msg["header"]["subshell_id"] = subshell
    kc.shell_channel.send(msg)
    reply = kc.get_shell_msg(timeout=30)
    listed = control(kc, "list_subshell_request")["subshell_id"] == [subshell]
    usage = control(kc, "usage_request")
    control(kc, "interrupt_request")
    interrupted = kc.get_shell_msg(timeout=30)
    return {
        "answered meanwhile": reply["parent_header"]["msg_id"] == msg["header"]["msg_id"] and reply["content"]["status"],
        "listed": listed,
        "deleted": control(kc, "delete_subshell_request", {"subshell_id": subshell})["status"],
        "memory": usage["kernel_memory"] > 1e7,
        "interrupted": interrupted["parent_header"]["msg_id"] == running and interrupted["content"]["ename"],
    }


def restart():
    """A restarted kernel is on the same ports and knows nothing of before."""
    km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=30)
    try:
        found = [text(execute(kc, 'x=1; ip link add d0 type dummy; echo "[$x]"')[0])]
        for now in (False, True):
            km.restart_kernel(now=now)
            kc.wait_for_ready(timeout=30)
            found.append(text(execute(kc, 'echo "[$x]"; ip -br link | grep -c d0')[0]))
        return found
    finally:
        kc.stop_channels()
        km.shutdown_kernel()


def history():
    """What a kernel ran is there for the next one, and a broken file does no harm."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VETHLAB_HISTORY": os.path.join(folder, "below", "history.jsonl")}
        found = []
        for code in ("echo first", "%limit"):
            km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=30, env=env)
            try:
                execute(kc, code)
                msg_id = kc.history(hist_access_type="tail", n=5, output=True)
                reply = kc.get_shell_msg(timeout=10)
                assert reply["parent_header"]["msg_id"] == msg_id
                found.append(reply["content"]["history"])
            finally:
                kc.stop_channels()
                km.shutdown_kernel()
            with open(env["VETHLAB_HISTORY"], "a") as file:
                file.write("{broken")
                file.write("\n")
    return found


def ask(kc, msg_id):
    """The reply to a request on the shell channel."""
    while True:
        reply = kc.get_shell_msg(timeout=30)
        if reply["parent_header"].get("msg_id") == msg_id:
            return reply["content"]


def remembered():
    """Search, unique, range and tail go back to before a restart."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VETHLAB_HISTORY": os.path.join(folder, "history.jsonl")}
        km, kc = start_new_kernel(kernel_name="vethlab", startup_timeout=30, env=env)
        try:
            for code in ("ip link", "ip addr", "ip link"):
                execute(kc, code)
            km.restart_kernel()
            kc.wait_for_ready(timeout=30)
            execute(kc, "ip link")
            questions = (
                {"hist_access_type": "search", "pattern": "ip l*"},
                {"hist_access_type": "search", "pattern": "ip*", "unique": True},
                {"hist_access_type": "search", "pattern": "ip*", "n": 1},
                {"hist_access_type": "range", "session": -1, "start": 2, "stop": 4},
                {"hist_access_type": "range", "session": 0, "start": 1, "stop": 2},
                {"hist_access_type": "tail", "n": 2},
            )
            return [ask(kc, kc.history(**question))["history"] for question in questions]
        finally:
            kc.stop_channels()
            km.shutdown_kernel()


def typing(kc):
    """What a front end asks for while one types: whether a cell is whole, and what could come next."""
    codes = ("echo 'a", "cat <<E\nx", "for i in 1 2; do", "f() {\n  while true; do", "ip link \\", "cat <<E\nx\nE", "done")
    whole = [ask(kc, kc.is_complete(code)) for code in codes]
    execute(kc, "ip netns add red; ip netns exec red ip link add inside type dummy; ip link add outside type dummy")
    code = "echo \U0001F40C; ip netns exec red ip link show dev "
    reply = ask(kc, kc.complete(code, len(code)))
    types = reply["metadata"]["_jupyter_types_experimental"]
    return {"whole": [[reply["status"], reply.get("indent")] for reply in whole], "matches": reply["matches"], "from": reply["cursor_start"] == len(code), "types": [one["type"] for one in types]}


def terminal(kc):
    """Output as a terminal has it: carriage returns, colours, octets that are no text, and much of it."""
    shown = []
    for code in ("printf '10%%\\r20%%\\n'", "printf '\\377\\376x\\n'", "ip -c -br link show lo", "%clear wait"):
        said, _ = execute(kc, code)
        shown.append([[m["msg_type"], m["content"].get("data") or m["content"].get("text") or m["content"].get("wait")] for m in said if m["msg_type"] not in ("status", "execute_input")])
    said, _ = execute(kc, "seq 100000")
    return {"shown": shown, "whole": text(said) == "".join(f"{i}\n" for i in range(1, 100001)), "messages": len(said)}


CHECKS = {
    "volume": lambda: with_kernel(volume),
    "order": lambda: with_kernel(order),
    "mistakes": lambda: with_kernel(mistakes),
    "stdin": lambda: with_kernel(stdin),
    "expressions": lambda: with_kernel(expressions),
    "subshells": lambda: with_kernel(subshells),
    "history": history,
    "remembered": remembered,
    "typing": lambda: with_kernel(typing),
    "terminal": lambda: with_kernel(terminal),
    "restart": restart,
    "interrupt": interrupt,
    "starts": starts,
    "ends": ends,
}

if __name__ == "__main__":
    print(json.dumps(CHECKS[sys.argv[1]](*sys.argv[2:])))
