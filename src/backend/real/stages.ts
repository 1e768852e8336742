import { BOUNDS } from './bounds';

/**
 * The way into the sandbox: two bash scripts, each the first process of a pid namespace, so that all ends when it does.
 *
 * The outer one has its own mount namespace, as root or as root of a user namespace: it makes every mount read-only and
 * lays scratch folders over those that programs write to. The inner one is in a user namespace below, where none of that can be
 * undone (mount_namespaces(7), "locked"), and where nobody is the machine's root: a root of the machine becomes an
 * ordinary user first, since RLIMIT_NPROC doesn't bind it and /proc/sys obeys it by its uid alone.
 */

/** Folders that the sandbox sees empty, and may write to. */
const SCRATCH = '/root /home /run /tmp /var/tmp /dev/shm';

/**
 * VETHLAB_OUTER. Arguments: uid that scratch files belong to as this script sees it; uid to become, or '-'; how many paths follow that must stay
 * visible even in a scratch folder; these paths; arguments of the inner script.
 */
const OUTER = `
set -e
owner=$1 become=$2 count=$3; shift 3
keep=("\${@:1:count}"); shift "$count"
mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc /proc
for fd in /proc/$$/fd/*; do
  fd=\${fd##*/}
  [ "$fd" -le 4 ] || exec {fd}>&-
done
handles=()
for path in "\${keep[@]}"; do exec {handle}<"$path"; handles+=("$handle"); done
own=" /proc /sys "
for path in ${SCRATCH} "\${HOME:-/root}"; do
  path=$(realpath -qe "$path") || continue
  case "$own" in *" $path "*) continue;; esac
  case "$path" in /|/home/*|/root/*|/usr*|/etc*) continue;; esac
  mode=755; case "$path" in *tmp|*shm) mode=1777;; esac
  mount -t tmpfs -o "size=${BOUNDS.files},nr_inodes=16384,nosuid,nodev,mode=$mode,uid=$owner,gid=$owner" vethlab "$path"
  own+="$path "
done
for i in "\${!keep[@]}"; do
  path=\${keep[i]}
  [ ! "$path" -ef "/proc/$$/fd/\${handles[i]}" ] || { exec {handles[i]}<&-; continue; }
  mkdir -p "$(dirname "$path")"
  if [ -d "/proc/$$/fd/\${handles[i]}" ]; then mkdir -p "$path"; else : >> "$path"; fi
  mount --no-canonicalize --rbind "/proc/$$/fd/\${handles[i]}" "$path"
  exec {handles[i]}<&-
done
while read -r _ _ _ _ point options _; do
  point=$(printf %b "$point")
  case "$own" in *" $point "*) continue;; esac
  mount -o "remount,bind,ro\${options#r[ow]}" "$point" 2>/dev/null && continue
  [ ! -w "$point" ] || { echo "$point can't be made read-only" >&2; exit 1; }
done < /proc/self/mountinfo
drop=()
[ "$become" = - ] || drop=(setpriv "--reuid=$become" "--regid=$become" --clear-groups --inh-caps=-all --bounding-set=-all --)
"\${drop[@]}" unshare --user --map-root-user --mount --net --uts --ipc --pid --fork --kill-child=SIGKILL bash -c 'eval "$VETHLAB_INNER"' vethlab "$@"
`;

/** VETHLAB_INNER. Arguments: the program to run, with standard error of its own on descriptor 4. */
const INNER = `
set -e
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
echo 500 > /proc/self/oom_score_adj
ulimit -c 0 -u ${BOUNDS.processes}
cd /
unset VETHLAB_OUTER VETHLAB_INNER
"$@" 2>&4 4>&- || exit $?
`;

/** The scripts as environment variables: as arguments they would fill the lists of processes that a student sees. */
export function scripts(): Record<string, string> {
  return { VETHLAB_OUTER: OUTER, VETHLAB_INNER: INNER };
}

/** A command that carries out the outer script. */
export const ENTRANCE = ['bash', '-c', 'eval "$VETHLAB_OUTER"', 'vethlab'] as const;
