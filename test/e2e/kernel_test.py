"""The public suite for kernels, with the samples that it offers filled in."""
import unittest

import jupyter_kernel_test


class VethlabTests(jupyter_kernel_test.KernelTests):
    kernel_name = "vethlab"
    language_name = "bash"
    file_extension = ".sh"
    code_hello_world = "echo 'hello, world'"
    code_stderr = "echo oops >&2"
    completion_samples = [
        {"text": "%he", "matches": {"%help"}},
        {"text": "%show to", "matches": {"topology"}},
        {"text": "pi", "matches": {"ping", "ping4", "ping6"}},
        {"text": "ip ad", "matches": {"address", "addrlabel"}},
        {"text": "zzz", "matches": set()},
    ]
    complete_code_samples = ["ip link", "echo a; echo b", "for i in 1 2; do echo $i; done", "%help", ""]
    incomplete_code_samples = ["for i in 1 2; do", "echo 'open", "ip link \\", "if true; then"]
    invalid_code_samples = ["done", "echo )", "fi; then"]
    code_generate_error = "if then"
    code_execute_result = [
        {"code": "%limit", "result": "10"},
        {"code": "%host", "result": "* vm"},
        {"code": "%host ", "result": "* vm"},
    ]
    code_display_data = [
        {"code": "ip link", "mime": "text/html"},
        {"code": "ip -br addr", "mime": "text/plain"},
    ]
    code_history_pattern = "%l*t"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "ping"
    code_clear_output = "%clear"
    code_page_something = "%help ip link set mtu"


class VethlabWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "vethlab"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
