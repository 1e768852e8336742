/**
 * sudo(8) itself needs a user to change from and a file that belongs to the machine's root; here everyone is root already. Knows the
 * options of the simulated one.
 */
const SUDO = `#!/bin/bash
usage() {
  cat >&2 <<'TEXT'
usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABknS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABknS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]
usage: sudo [-ABbEHknPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABknS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...
TEXT
  exit 1
}
export SUDO_UID=0 SUDO_GID=0 SUDO_USER=\${USER:-root} USER=root LOGNAME=root HOME=/root
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break;;
    -u|--user)
      case \${2-} in root|0|'#0'|"$SUDO_USER") ;; *) echo "sudo: unknown user \${2-}" >&2; echo 'sudo: error initializing audit plugin sudoers_audit' >&2; exit 1;; esac
      shift 2;;
    -i|-s|--login|--shell) shift; [ $# -gt 0 ] || exec bash; exec bash -c "$*";;
    -v|-k|-K) exit 0;;
    -[AbEHnkPSB]|-[AbEHnkPSB][AbEHnkPSB]*|--preserve-env|--non-interactive|--set-home|--background|--stdin) shift;;
    --*) echo "sudo: unrecognized option '$1'" >&2; usage;;
    -?*) echo "sudo: invalid option -- '\${1:1:1}'" >&2; usage;;
    [A-Za-z_]*=*) export "$1"; shift;;
    *) break;;
  esac
done
[ $# -gt 0 ] || usage
type -P -- "$1" > /dev/null || { echo "sudo: $1: command not found" >&2; exit 1; }
export SUDO_COMMAND="$*"
exec -- "$@"
`;

/** Programs that the machine lacks or that can't work in a user namespace, by name. */
export const SHIMS: Readonly<Record<string, string>> = { sudo: SUDO };
